// Owns a rough guess of how long a password stands up to guessing; the server alone decides what is taken.
import { config } from './config';

export type Advice = 'short' | 'common' | 'own' | 'repeats' | 'longer' | 'strong';

export interface Strength {
  /** 0 to 4. */
  level: number;
  advice: Advice;
  missing: number;
}

const COMMON =
  /password|passwort|kennwort|qwertz?u?i?o?p?|asdf\w*|letmein|welcome|willkommen|iloveyou|admin|login|secret|geheim|hallo|hello|abc123|(?:19|20)\d\d/g;
const KEYBOARD = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'qwertzuiop', 'asdfghjkl', 'yxcvbnm', 'zxcvbnm'];

const isRow = (one: string, next: string) => KEYBOARD.some((row) => row.includes(one + next) || row.includes(next + one));

/** How many characters surprise: one that repeats the last or goes on in a row does not. */
function surprising(text: string): number {
  const letters = [...text];
  return letters.filter((letter, index) => {
    const before = letters[index - 1] ?? '';
    return index < 2 || (letter !== before && !isRow(before, letter));
  }).length;
}

const backwards = (text: string) => [...text].toReversed().join('');

function ownWords(about: readonly string[]): string[] {
  const words = about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\d]+/u)).filter((word) => word.length >= 4);
  return [...words, ...words.map(backwards)];
}

const LEET: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' };
const spelledOut = (text: string) => text.replace(/[013457@$]/g, (sign) => LEET[sign] ?? sign);

const without = (text: string, words: readonly string[]) => words.reduce((rest, word) => rest.replaceAll(word, ' '), text);

/** What is left beside the own words, be they written in signs that look alike. */
function besideOwn(text: string, own: readonly string[]): string {
  const plain = without(text, own);
  const read = without(spelledOut(text), own);
  return read.length < plain.length ? read : plain;
}

function levelOf(worth: number): number {
  if (worth >= 16) return 4;
  if (worth >= 12) return 3;
  return worth >= 9 ? 2 : 1;
}

export function strengthOf(password: string, about: readonly string[]): Strength {
  const folded = password.normalize('NFKC').toLowerCase();
  const foreign = besideOwn(folded, ownWords(about));
  const rare = foreign.replace(COMMON, ' ');
  const worth = Math.min(surprising(rare), new Set(folded).size * 2);
  const missing = Math.max(0, config.passwordMinLength - [...password.normalize('NFKC')].length);
  if (missing > 0) return { level: password ? 1 : 0, advice: 'short', missing };
  const level = levelOf(worth);
  if (level === 4) return { level, advice: 'strong', missing };
  if (foreign !== folded && level < 3) return { level, advice: 'own', missing };
  if (rare !== foreign && level < 3) return { level, advice: 'common', missing };
  return { level, advice: level < 3 ? 'repeats' : 'longer', missing };
}
