// Owns where a sign-in goes on to: a path of this site and nothing else.
export const HOME = '/profile';
export const CONFIRM_EMAIL = '/confirm-email';
export const JOIN = '/join';
export const SETUP = '/profile/two-factor';
const CONTINUE = '/continue';

const SIGN_IN = /^\/(login|logout|register|two-factor)?$/;

function parse(address: string): URL | null {
  try {
    return new URL(address, location.origin);
  } catch {
    return null;
  }
}

/** The wanted path, or home; another origin (`//evil`, `/\evil`, `/.//evil`, `https:`) is never followed. */
export function safeNext(wanted: string | undefined): string {
  if (!wanted?.startsWith('/')) return HOME;
  const url = parse(wanted);
  if (url?.origin !== location.origin || url.pathname.startsWith('//') || SIGN_IN.test(url.pathname)) return HOME;
  return url.pathname + url.search + url.hash;
}

/**
 * What somebody who came to sign in wants afterwards: a page of ours, or by `rd` an app that asked for the sign-in.
 * A browser keeps the fragment of the app's address when it is redirected here; it stays a fragment, which no server sees.
 */
export function wantedOf(query: Record<string, string>, fragment = ''): string | undefined {
  const wanted = query.rd ? `${CONTINUE}?${new URLSearchParams(query)}` : query.next;
  return wanted && wanted + fragment;
}

/** `path`, with the way back to `wanted` in its query where that is not home anyway. */
export function withNext(path: string, wanted: string | undefined): string {
  const next = safeNext(wanted);
  if (next === HOME) return path;
  const end = next.search(/#|$/);
  return `${path}${path.includes('?') ? '&' : '?'}next=${encodeURIComponent(next.slice(0, end))}${next.slice(end)}`;
}

/** An app's address as the browser asked for it, with the fragment that no server saw. */
export const withFragment = (url: string, fragment: string) => (url.includes('#') ? url : url + fragment);

/** What an app asked for, where the way back leads to one. */
export function askedBy(wanted: string | undefined): Record<string, string> | null {
  const { pathname, searchParams } = new URL(safeNext(wanted), location.origin);
  return pathname === CONTINUE && searchParams.has('rd') ? Object.fromEntries(searchParams) : null;
}
