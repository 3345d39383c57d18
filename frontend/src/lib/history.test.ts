// Promises of the history's lines: one sign-in is one line, so is what came in a row, and nothing else is lost.
import { expect, it } from 'vitest';
import type { SecurityEvent, Session } from '../api/types';
import { claimOf } from './claim';
import { fold } from './history';
import { sessionOf } from './opened';

let count = 0;
const event = (type: string, at = '2026-05-14T08:00:00Z', more: Partial<SecurityEvent> = {}): SecurityEvent => ({
  id: `e${(count += 1)}`, type, at, ip: '203.0.113.9', userAgent: 'Firefox', device: 'Firefox', detail: {}, ...more,
});
const told = (...list: SecurityEvent[]) => fold(list).map(({ head, also, row }) => [head.type, also.map(({ type }) => type), row.length]);
const asked = (at?: string, more?: Partial<SecurityEvent>) => event('login.second_factor_asked', at, more);

it('makes one line of the steps of one sign-in, also with a wrong code between them', () => {
  const steps = [event('login', '2026-05-14T08:01:00Z'), event('2fa.code_refused', '2026-05-14T08:00:30Z'), asked()];
  expect(told(...steps)).toEqual([['login', [], 1], ['2fa.code_refused', [], 1]]);
});

it('tells a trusted browser and a spent backup code below their sign-in', () => {
  expect(told(event('device.trusted'), event('login'), event('2fa.backup_code_used'), asked())).toEqual([
    ['login', ['device.trusted', '2fa.backup_code_used'], 1],
  ]);
});

it.each([
  ['from elsewhere', asked(undefined, { ip: '198.51.100.7' })],
  ['by another browser', asked(undefined, { userAgent: 'Safari' })],
  ['long before', asked('2026-05-14T06:00:00Z')],
])('keeps a right password %s that no code followed', (_, stray) => {
  expect(told(event('login'), stray)).toEqual([['login', [], 1], ['login.second_factor_asked', [], 1]]);
});

it('counts what came in a row from one address, whatever browser it named', () => {
  const tries = ['a', 'b', 'c'].map((userAgent) => event('login.failed', undefined, { userAgent }));
  expect(told(...tries)).toEqual([['login.failed', [], 3]]);
});

it.each([
  ['another address', { ip: '198.51.100.7' }],
  ['another reason', { detail: { reason: 'email_unverified' } }],
  ['another day', { at: '2026-05-10T08:00:00Z' }],
])('counts nothing together with %s', (_, more) => {
  expect(told(event('login.failed'), event('login.failed', undefined, more))).toHaveLength(2);
});

it('never counts changes together', () => {
  expect(told(event('account.password_changed'), event('account.password_changed'))).toHaveLength(2);
});

const session = (id: string, more: Partial<Session> = {}): Session => ({
  id, current: false, kind: 'cookie', createdAt: '2026-05-14T08:00:00Z', lastSeenAt: '2026-05-14T09:00:00Z', ip: '203.0.113.9',
  userAgent: 'Firefox', device: 'Firefox', methods: ['password'], ...more,
});

it('finds the session that a sign-in opened by its beginning, and none where two fit', () => {
  const login = event('login');
  expect(sessionOf(login, [session('a'), session('b', { createdAt: '2026-05-14T07:00:00Z' })])?.id).toBe('a');
  expect(sessionOf(login, [session('a'), session('b')])).toBeUndefined();
  expect(sessionOf(event('account.password_changed'), [session('a')])).toBeUndefined();
});

it('offers to end the session where it lasts, all others where it does not, and nothing where there is nobody to doubt', () => {
  const login = event('login');
  expect(claimOf(login, [session('a')])).toBe('session');
  expect(claimOf(login, [])).toBe('others');
  expect(claimOf(login, [session('a', { current: true })])).toBeNull();
  expect(claimOf(event('account.password_changed'), [session('a')])).toBe('others');
  expect(claimOf(event('logout'), [])).toBeNull();
  expect(claimOf(event('account.email_changed', undefined, { ip: '' }), [])).toBeNull();
});
