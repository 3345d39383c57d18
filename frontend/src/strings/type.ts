// Owns the shape of the words: each language has the same ones as English.
import type { en } from './en';

export type Strings = typeof en;
