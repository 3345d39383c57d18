// Promises that the page speaks a wanted language, that no word is missing in any, and that odd tags break nothing.
import { afterEach, expect, it } from 'vitest';
import { choose, LANGUAGES, listed, locale, nameOf, speak, t } from '.';
import { words as english } from './en';
import { numbersOf } from './numbers';
import type { Strings } from './type';

const ALL = import.meta.glob<{ words: Strings }>('./*/index.ts', { eager: true });
const OTHERS = Object.entries(ALL).filter(([path]) => !path.startsWith('./en/'));

afterEach(() => speak(['en']));

it.each([
  [['de-AT', 'en'], 'de-AT'],
  [['fr', 'de'], 'de'],
  [['en-GB', 'de'], 'en-GB'],
  [['fr', 'ja'], 'en'],
  [[], 'en'],
  [undefined, 'en'],
  [[undefined, 'DE-de'], 'de-DE'],
  [['en-US@posix', 'de'], 'en-US'],
  [['de_AT.UTF-8'], 'de-AT'],
  [['C', 'x', '', '😀', 'de'], 'de'],
])('of %j takes %s, which Intl knows', (wanted, tag) => {
  expect(choose(wanted)).toBe(tag);
  expect(new Intl.DateTimeFormat(choose(wanted)).format(0)).toBeTruthy();
});

it('speaks German where the browser asks for it, and says so to assistive technology', async () => {
  await speak(['de-CH', 'en']);
  expect(t.login.title).toBe('Anmelden');
  expect(locale).toBe('de-CH');
  expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['de', 'ltr']);
  expect(listed(['Passwort', 'Passkey', 'Ersatzcode'])).toBe('Passwort, Passkey und Ersatzcode');
});

it('speaks the language that was asked for last', async () => {
  await Promise.all([speak(['de']), speak(['en'])]);
  expect([t.login.title, locale]).toEqual(['Sign in', 'en']);
});

it('has a folder for each language, whose speakers know its name', () => {
  expect(LANGUAGES).toHaveLength(Object.keys(ALL).length);
  expect(LANGUAGES.map(nameOf)).toEqual(expect.arrayContaining(['English', 'Deutsch']));
});

it('takes the form that the language has for a count', () => {
  const forms = { one: '# plik', few: '# pliki', many: '# plików', other: '# pliku' };
  const { plural } = numbersOf('pl');
  expect([1, 3, 5, 22].map((count) => plural(count, forms))).toEqual(['1 plik', '3 pliki', '5 plików', '22 pliki']);
  expect(numbersOf('de').plural(1234, { one: 'x', other: '# Zeichen' })).toBe('1.234 Zeichen');
});

function leaves(words: object, path = ''): [string, unknown][] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? leaves(value, `${path}/${name}`) : [[`${path}/${name}`, value] as [string, unknown]],
  );
}

const places = (text: unknown) => (typeof text === 'string' ? text.split('{}').length - 1 : 0);

const shape = ([path, text]: [string, unknown]) => [path, typeof text, places(text)];

it.each(OTHERS)('%s has a sentence for every English one, with the same places for elements', (_, { words }) => {
  const found = leaves(words);
  expect(found.map(shape)).toEqual(expect.arrayContaining(leaves(english).map(shape)));
  expect(found.every(([, text]) => Boolean(text))).toBe(true);
  expect(found).toHaveLength(leaves(english).length);
});
