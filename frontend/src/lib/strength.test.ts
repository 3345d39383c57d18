// Promises that the meter helps: length counts, and what strangers guess first does not.
import { expect, it } from 'vitest';
import { strengthOf } from './strength';

const about = ['jane.doe@example.com', 'Jane Doe'];
const level = (password: string) => strengthOf(password, about).level;

it('says how many characters are missing, and never more than weak before', () => {
  expect(strengthOf('apricot', about)).toEqual({ level: 1, advice: 'short', missing: 5 });
});

it('shows nothing for nothing', () => {
  expect(level('')).toBe(0);
});

it('finds a few words in a row strong', () => {
  expect(strengthOf('apricot lantern window', about).advice).toBe('strong');
});

it.each(['aaaaaaaaaaaaaaaa', 'abcdefghijklmnop', '1234567890123456', 'qwertyuiopasdfgh', 'abababababababab'])(
  'is not taken in by the row or repeat %s',
  (password) => {
    expect(level(password)).toBeLessThanOrEqual(2);
  },
);

it.each(['passwordpassword', 'administrator', 'monkeymonkey', '123456789012', 'abcd1234abcd1234'])(
  'does not praise %s, which is refused',
  (password) => {
    expect(level(password)).toBeLessThanOrEqual(2);
  },
);

it.each(['maximilian.schneider1', 'MaximilianSchneider', 'redienhcs.nailimixam', 'm4x1m1l14n.schn31d3r', 'maximilianmaximilian'])(
  'knows the own name in %s',
  (password) => {
    expect(strengthOf(password, ['maximilian.schneider@example.com', ''])).toMatchObject({ level: 1, advice: 'own' });
  },
);

it('warns of words that are tried first', () => {
  expect(strengthOf('Password2026!', about)).toMatchObject({ level: 1, advice: 'common' });
});

it('warns of what strangers know about the person', () => {
  expect(strengthOf('example-jane!', about)).toMatchObject({ level: 1, advice: 'own' });
});

it('grows with a word more', () => {
  expect(level('lantern window apricot')).toBeGreaterThanOrEqual(level('lantern windo'));
});

it('counts characters of every script, not bytes', () => {
  expect(strengthOf('ключ от замка', about).missing).toBe(0);
});
