// Owns the way back of somebody who signs in: in the address of each page, and in this browser alone while a mailed link is on its way.
import { useLocation } from 'preact-iso';
import { useRef } from 'preact/hooks';
import { wantedOf } from './next';

const KEY = 'way-back';
/** As long as a link that confirms an address. */
const LIFE = 24 * 60 * 60_000;

/** The fragment with which the page opened; a link within the page changes the address, and not this. */
export function useFragment(): string {
  const { url } = useLocation();
  const opened = useRef({ url, fragment: location.hash });
  if (opened.current.url !== url) opened.current = { url, fragment: location.hash };
  return opened.current.fragment;
}

export function useWanted(): string | undefined {
  return wantedOf(useLocation().query, useFragment());
}

/** The link in a mail opens another tab. */
export function keepWanted(wanted: string | undefined, now = Date.now()): void {
  if (!wanted) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ wanted, until: now + LIFE }));
  } catch {
    // Storage can be switched off; then the sign-in leads home.
  }
}

export function takeWanted(now = Date.now()): string | undefined {
  try {
    const { wanted, until } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    localStorage.removeItem(KEY);
    return typeof wanted === 'string' && now < until ? wanted : undefined;
  } catch {
    return undefined;
  }
}
