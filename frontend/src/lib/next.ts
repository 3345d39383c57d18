// Owns where a sign-in goes on to: a path of this site and nothing else.
export const HOME = '/profile';
export const CONFIRM_EMAIL = '/confirm-email';

const SIGN_IN = /^\/(login|register|two-factor)?$/;

/** The wanted path, or home; another origin (`//evil`, `/\evil`, `https:`) is never followed. */
export function safeNext(wanted: string | undefined): string {
  if (!wanted?.startsWith('/')) return HOME;
  const url = URL.canParse(wanted, location.origin) ? new URL(wanted, location.origin) : null;
  if (!url || url.origin !== location.origin || SIGN_IN.test(url.pathname)) return HOME;
  return url.pathname + url.search;
}

/** What somebody who came to sign in wants afterwards: a page of ours, or by `rd` an app that asked for the sign-in. */
export function wantedOf(query: Record<string, string>): string | undefined {
  return query.rd ? `/continue?${new URLSearchParams(query)}` : query.next;
}

/** `path`, with the way back to `wanted` in its query where that is not home anyway. */
export function withNext(path: string, wanted: string | undefined): string {
  const next = safeNext(wanted);
  if (next === HOME) return path;
  return `${path}${path.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`;
}
