// Promises that the administrators' pages speak each language of the page, with no sentence missing in any.
import { afterEach, expect, it } from 'vitest';
import { LANGUAGES, speak as speakPage } from '../../strings';
import { speak, w } from '.';
import { words as english } from './en';

const ALL = import.meta.glob<{ words: object }>('./*/index.ts', { eager: true });

afterEach(async () => {
  await speakPage(['en']);
  await speak();
});

function leaves(words: object, path = ''): [string, unknown][] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? leaves(value, `${path}/${name}`) : [[`${path}/${name}`, value] as [string, unknown]],
  );
}

const places = (text: unknown) => (typeof text === 'string' ? text.split('{}').length - 1 : 0);
const shape = ([path, text]: [string, unknown]) => [path, typeof text, places(text)];

it('has the same languages as the page', () => {
  expect(Object.keys(ALL).map((path) => path.split('/')[1]).toSorted()).toEqual(LANGUAGES.toSorted());
});

it.each(Object.entries(ALL))('%s has a sentence for every English one, with the same places for elements', (_, { words }) => {
  const found = leaves(words);
  expect(found.map(shape).toSorted()).toEqual(leaves(english).map(shape).toSorted());
  expect(found.every(([, text]) => Boolean(text))).toBe(true);
});

it('speaks the language of the page', async () => {
  await speakPage(['de']);
  await speak();
  expect(w.nav.people).toBe('Personen');
  await speakPage(['en']);
  await speak();
  expect(w.nav.people).toBe('People');
});
