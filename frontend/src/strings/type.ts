// Owns the shape of the words: each language has the same ones as English.
import type { words } from './en';

export type Strings = typeof words;
