// Promises that the page speaks the browser's language, that no word is missing in it, and that the stranger falls back to English.
import { afterEach, expect, it } from 'vitest';
import { choose, locale, speak, t } from '.';
import { de } from './de';
import { en } from './en';

afterEach(() => speak(['en']));

it.each([
  [['de-AT', 'en'], 'de-AT'],
  [['fr', 'de'], 'de'],
  [['en-GB', 'de'], 'en-GB'],
  [['fr', 'ja'], 'en'],
  [[], 'en'],
])('of %j takes %s', (wanted, tag) => {
  expect(choose(wanted)).toBe(tag);
});

it('speaks German where the browser asks for it, and says so to assistive technology', async () => {
  await speak(['de-CH', 'en']);
  expect(t.login.title).toBe('Anmelden');
  expect(locale).toBe('de-CH');
  expect(document.documentElement.lang).toBe('de');
});

function leaves(words: object, path = ''): [string, unknown][] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? leaves(value, `${path}/${name}`) : [[`${path}/${name}`, value] as [string, unknown]],
  );
}

const places = (text: unknown) => (typeof text === 'string' ? text.split('{}').length - 1 : 0);

const shape = ([path, text]: [string, unknown]) => [path, typeof text, places(text)];

it('has a German sentence for every English one, with the same places for elements', () => {
  const german = new Map(leaves(de).filter(([path]) => !path.startsWith('/server')));
  expect([...german].map(shape)).toEqual(expect.arrayContaining(leaves(en).map(shape)));
  expect([...german.values()].every(Boolean)).toBe(true);
  expect(german.size).toBe(leaves(en).length);
});
