// Promises of the door: an address is told early whether its domain needs an invitation, in any spelling.
import { expect, it } from 'vitest';
import { config } from './config';
import { domainsText, doorOf, opensFor } from './door';

it.each(['open', 'invited', 'closed'])('knows the door %s', (door) => {
  config.registration = door;
  expect(doorOf()).toBe(door);
});

it.each([
  ['ann@example.org', true],
  [' Ann@EXAMPLE.org ', true],
  ['ann@straße.example', true],
  ['ann@xn--strae-oqa.example', true],
  ['ann@mail.example.org', false],
  ['ann@example.com', false],
  ['ann@example.org.example.com', false],
  ['ann@', false],
])('of %s says %s where the door is open to domains', (email, open) => {
  config.registration = '@example.org,@straße.example';
  expect(doorOf()).toBe('domains');
  expect(opensFor(email)).toBe(open);
  expect(domainsText()).toBe('@example.org or @straße.example');
});
