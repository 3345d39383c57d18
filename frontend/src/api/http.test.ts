// Promises that every refusal becomes one error, and that a step-up repeats the refused call once and no more.
import { afterEach, expect, it, vi } from 'vitest';
import { refusal, serve } from '../testing';
import { ApiError, call, onRefusal } from './http';
import type { Method } from './types';

const caught = (promise: Promise<unknown>) => promise.then(() => null, (error: unknown) => error as ApiError);
const ask = () => call('POST', '/api/auth/2fa/setup', {});

afterEach(() => onRefusal({ stepUp: () => Promise.resolve(false), signedOut: () => {}, setupRequired: () => {} }));

it('carries code, fields, attempts and the wait of an error body', async () => {
  serve({ 'POST /2fa/setup': refusal(400, 'invalid_code', { attemptsLeft: 2, fields: { code: ['Six digits.'] }, retryAfter: 7 }) });
  const error = await caught(ask());
  expect(error).toMatchObject({ status: 400, code: 'invalid_code', attemptsLeft: 2, retryAfter: 7, requestId: 'r1' });
  expect(error?.fields.code).toEqual(['Six digits.']);
});

it('takes the wait from the header where the body has none', async () => {
  serve({ 'POST /2fa/setup': { ...refusal(429, 'too_many_requests'), headers: { 'Retry-After': '42' } } });
  expect(await caught(ask())).toMatchObject({ retryAfter: 42 });
});

it('says that the server could not be reached when nothing answers', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
  expect(await caught(ask())).toMatchObject({ status: 0, code: 'unreachable' });
});

it('says the same when only a proxy answers with a page of its own', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })));
  expect(await caught(ask())).toMatchObject({ status: 502, code: 'unreachable' });
});

it('repeats the refused call once after a step-up', async () => {
  const calls = serve({ 'POST /2fa/setup': [refusal(403, 'reauth_required', { methods: ['totp'] }), { body: { secret: 'S' } }] });
  const stepUp = vi.fn<(methods: Method[]) => Promise<boolean>>(() => Promise.resolve(true));
  onRefusal({ stepUp });
  expect(await ask()).toEqual({ secret: 'S' });
  expect(stepUp).toHaveBeenCalledExactlyOnceWith(['totp']);
  expect(calls).toHaveLength(2);
});

it('does not ask a second time when the repeated call is refused too', async () => {
  const calls = serve({ 'POST /2fa/setup': refusal(403, 'reauth_required', { methods: ['totp'] }) });
  const stepUp = vi.fn<(methods: Method[]) => Promise<boolean>>(() => Promise.resolve(true));
  onRefusal({ stepUp });
  expect(await caught(ask())).toMatchObject({ code: 'reauth_required' });
  expect(stepUp).toHaveBeenCalledOnce();
  expect(calls).toHaveLength(2);
});

it('repeats nothing when the step-up is cancelled', async () => {
  const calls = serve({ 'POST /2fa/setup': refusal(403, 'reauth_required', { methods: ['password'] }) });
  expect(await caught(ask())).toMatchObject({ code: 'reauth_required' });
  expect(calls).toHaveLength(1);
});

it('asks once for two calls that are refused together', async () => {
  const refused = refusal(403, 'reauth_required', { methods: ['totp'] });
  serve({ 'POST /2fa/setup': [refused, refused, { body: {} }] });
  const stepUp = vi.fn<(methods: Method[]) => Promise<boolean>>(() => Promise.resolve(true));
  onRefusal({ stepUp });
  await Promise.all([ask(), ask()]);
  expect(stepUp).toHaveBeenCalledOnce();
});

it.each([
  ['not_signed_in', 401, 'signedOut'],
  ['two_factor_setup_required', 403, 'setupRequired'],
] as const)('tells the app about %s, wherever it comes from', async (code, status, answer) => {
  serve({ 'POST /2fa/setup': refusal(status, code) });
  const told = vi.fn<() => void>();
  onRefusal({ [answer]: told });
  await caught(ask());
  expect(told).toHaveBeenCalledOnce();
});

it('does not compile a path, verb or field that the OpenAPI document does not know', () => {
  serve({});
  // @ts-expect-error The document has no such path.
  void call('POST', '/api/auth/nothing', {}).catch(() => null);
  // @ts-expect-error The document has no such verb there.
  void call('DELETE', '/api/auth/login').catch(() => null);
  // @ts-expect-error The field is called email.
  void call('POST', '/api/auth/login', { mail: 'jane@example.com', password: 'x' }).catch(() => null);
  expect(call).toBeTypeOf('function');
});
