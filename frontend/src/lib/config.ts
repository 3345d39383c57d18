// Owns what the operator set, as the server wrote it into the page: it is there before the first paint, and cannot fail to load.
import type { Config } from '../api/types';

export const config = JSON.parse(document.getElementById('config')?.textContent ?? '{}') as Config;

/** The name of a file that people keep, after the service it is of. */
export function fileName(what: string): string {
  const words = config.appName.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...words, what].join('-');
}
