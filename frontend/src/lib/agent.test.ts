// Promises that a browser is told by a name one knows, in the reader's words.
import { afterEach, expect, it } from 'vitest';
import { speak } from '../strings';
import { deviceName, machineOf } from './agent';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1';

afterEach(() => speak(['en']));

it('takes the name that the server gave', () => {
  expect(deviceName({ device: 'Firefox on Linux', userAgent: '' })).toBe('Firefox on Linux');
});

it('reads the name where the server gave none', () => {
  expect(deviceName({ userAgent: IPHONE })).toBe('Safari on iPhone');
});

it('says it in the language of the reader', async () => {
  await speak(['de']);
  expect(deviceName({ device: 'Firefox on Linux', userAgent: '' })).toBe('Firefox unter Linux');
});

it.each([
  [IPHONE, 'phone'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0', 'computer'],
  ['curl/8.9.1', 'program'],
  ['', 'program'],
])('draws %j as a %s', (userAgent, machine) => {
  expect(machineOf(userAgent)).toBe(machine);
});
