// Owns which language the page speaks: the browser's, where there are words for it; English comes with the page.
import { en } from './en';
import type { Strings } from './type';

const MORE: Record<string, () => Promise<Strings>> = {
  de: async () => (await import('./de')).de,
};

/** The words in use; a new language comes in before the first paint, so nobody need subscribe to it. */
export let t: Strings = en;
export let locale = 'en';

/** The first wanted language that there are words for. */
export function choose(wanted: readonly string[]): string {
  return wanted.find((tag) => languageOf(tag) === 'en' || languageOf(tag) in MORE) ?? 'en';
}

const languageOf = (tag: string) => tag.split('-')[0]?.toLowerCase() ?? '';

export async function speak(wanted: readonly string[]): Promise<void> {
  const tag = choose(wanted);
  const load = MORE[languageOf(tag)];
  // Words that cannot be fetched are no reason to show nothing.
  const words = load ? await load().catch(() => null) : en;
  t = words ?? en;
  locale = words ? tag : 'en';
  document.documentElement.lang = languageOf(locale);
}
