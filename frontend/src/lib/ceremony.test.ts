// Promises of a ceremony: one at a time, in order (P17), and what nobody finished is no error.
import { expect, it } from 'vitest';
import { ApiError } from '../api/http';
import { answers, fails, giveBrowserPasskeys, KEY, waits } from '../testing.passkeys';
import { create, get } from './ceremony';

const JSON_OPTIONS = { challenge: 'AQID' };

it('P17: aborts the autofill one and awaits its end before another begins', async () => {
  const log: string[] = [];
  giveBrowserPasskeys({
    get: waits(log),
    create: () => {
      log.push('create began');
      return Promise.resolve(KEY);
    },
  });
  const autofill = get(JSON_OPTIONS, new AbortController());
  await Promise.resolve();
  expect(await create(JSON_OPTIONS)).toEqual({ id: 'AQID', type: 'public-key' });
  expect(await autofill).toBeNull();
  expect(log).toEqual(['conditional began', 'conditional ended', 'create began']);
});

it('P17: keeps to one at a time where three begin at once, and the last one goes on', async () => {
  const log: string[] = [];
  const browser = giveBrowserPasskeys({ get: answers });
  browser.get.mockImplementationOnce(waits(log));
  const first = get(JSON_OPTIONS);
  await Promise.resolve();
  const results = await Promise.all([first, get(JSON_OPTIONS), get(JSON_OPTIONS)]);
  expect(log).toEqual(['modal began', 'modal ended']);
  expect(results).toEqual([null, null, { id: 'AQID', type: 'public-key' }]);
  expect(browser.get).toHaveBeenCalledTimes(2);
});

it.each(['NotAllowedError', 'AbortError', 'TimeoutError'])('P08: calls %s what it is: no passkey was used', async (name) => {
  giveBrowserPasskeys({ get: fails(name) });
  expect(await get(JSON_OPTIONS)).toBeNull();
});

it.each([
  ['InvalidStateError', 'passkey_known'],
  ['SecurityError', 'passkey_failed'],
])('tells %s in words', async (name, code) => {
  giveBrowserPasskeys({ create: fails(name) });
  const error: unknown = await create(JSON_OPTIONS).catch((reason: unknown) => reason);
  expect(error instanceof ApiError && error.code).toBe(code);
});

it('goes on after one that failed', async () => {
  const browser = giveBrowserPasskeys({ get: fails('SecurityError') });
  await get(JSON_OPTIONS).catch(() => null);
  browser.get.mockImplementation(answers);
  expect(await get(JSON_OPTIONS)).toEqual({ id: 'AQID', type: 'public-key' });
});
