// Owns which language the page speaks. Each folder here is a language; English comes with the page, but for what few people read.
import { first } from './en/first';
import type { Strings } from './type';

const MORE = import.meta.glob<{ words: Strings }>(['./*/index.ts', '!./en/index.ts']);
const english = first as Strings;
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)$/;
const folderOf = (language: string) => `./${language}/index.ts`;

export const LANGUAGES = ['en', ...Object.keys(MORE).map((path) => path.split('/')[1] ?? '')];

/** The words in use, the tag for dates and numbers, and its language. */
export let t: Strings = english;
export let locale = 'en';
export let language = 'en';

/** Adds the English of a page that few people open: it comes with that page, where another language has come whole. */
export function add(words: Partial<Strings>): void {
  Object.assign(english, words);
}

const languageOf = (tag: string) => tag.split('-')[0] ?? '';

/** The tag as `Intl` takes it: some browsers name the system's, such as `en-US@posix`. */
function canonical(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag.replace(/[.@].*/, '').replaceAll('_', '-'))[0] ?? '';
  } catch {
    return '';
  }
}

/** The first wanted language that there are words for. */
export function choose(wanted: readonly (string | undefined)[] = []): string {
  return wanted.map((tag) => canonical(tag ?? '')).find((tag) => LANGUAGES.includes(languageOf(tag))) ?? 'en';
}

let asked = '';

export async function speak(wanted?: readonly (string | undefined)[]): Promise<void> {
  const tag = (asked = choose(wanted));
  // Words that cannot be fetched are no reason to show nothing.
  const found = await MORE[folderOf(languageOf(tag))]?.().catch(() => null);
  if (tag !== asked) return; // another language was asked for meanwhile
  t = found?.words ?? english;
  locale = found || languageOf(tag) === 'en' ? tag : 'en';
  language = languageOf(locale);
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr';
}

/** A language as its own speakers call it. */
export function nameOf(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}

export const listed = (items: readonly string[]) => new Intl.ListFormat(locale).format(items);
