// Owns which language the administrators' pages speak: English comes with them, each other language is one more folder here.
import { useEffect, useState } from 'preact/hooks';
import { language } from '../../strings';
import { words as english } from './en';

export type Words = typeof english;
const OTHERS = import.meta.glob<{ words: Words }>(['./*/index.ts', '!./en/index.ts']);

/** The words in use. */
export let w: Words = english;
let spoken = 'en';

/** Takes the words of the page's language; those that cannot be fetched are no reason to show nothing. */
export async function speak(): Promise<void> {
  const asked = language;
  const found = await OTHERS[`./${asked}/index.ts`]?.().catch(() => null);
  if (asked !== language) return; // another language was asked for meanwhile
  w = found?.words ?? english;
  spoken = asked;
}

/** Another language renders the room anew anyway; this renders it once more when its words have come. */
export function useWords(): void {
  const [, tell] = useState(spoken);
  useEffect(() => {
    if (spoken !== language) void speak().then(() => tell(spoken));
  });
}
