// Owns a language for tests: English with accents, a third longer, so that what is not translated shows.
import { words as english } from '../en';
import type { Strings } from '../type';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTED = [...'áƀçđéƒğĥíĵķĺṁñóþɋŕšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĹṀÑÓÞɊŔŠŤÚṼŴẊÝŽ'];
// A value of somebody else stays as it is between these two.
const [OPEN, CLOSE] = ['\u2068', '\u2069'];

const accent = (text: string) => text.replace(/[A-Za-z]/g, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter);
const longer = (text: string) => `${text} ${'ťŵó '.repeat(Math.ceil(text.length / 12)).trim()}`;
const outside = /(\u2068[^\u2069]*\u2069)/;
const say = (text: string) => longer(text.split(outside).map((part, at) => (at % 2 ? part : accent(part))).join(''));
const kept = (value: unknown): unknown => (typeof value === 'string' ? `${OPEN}${value}${CLOSE}` : value);

function told(value: unknown): unknown {
  if (typeof value === 'string') return say(value);
  if (typeof value === 'function') return (...given: unknown[]) => told((value as (...given: unknown[]) => unknown)(...given.map(kept)));
  if (Array.isArray(value)) return value.map(told);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, told(each)]));
  return value;
}

export const words = told(english) as Strings;
