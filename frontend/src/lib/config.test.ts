// Promises that files that people keep are named after the service, whatever its name is.
import { afterEach, expect, it } from 'vitest';
import { config, fileName } from './config';

const before = config.appName;
afterEach(() => {
  config.appName = before;
});

it.each([
  ['Second Lock', 'second-lock-codes.txt'],
  ['Müller: Wolke', 'müller-wolke-codes.txt'],
  ['  ../../etc/passwd ', 'etc-passwd-codes.txt'],
  ['登录 24/7', '登录-24-7-codes.txt'],
])('names a file of %j %s', (name, file) => {
  config.appName = name;
  expect(fileName('codes.txt')).toBe(file);
});
