// Owns what the address of a page says after its path: what is searched for, so that a reload and Back find it again.
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';

export type Query = Record<string, string | undefined>;

/** A path with a query of what is not empty. */
export function hrefTo(path: string, query: Query = {}): string {
  const filled = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path;
}

export const personHref = (id: string) => `/admin/people/${encodeURIComponent(id)}`;

const PAUSE = 250;

/** What is typed goes into the address once the typing pauses, or at once with Enter. */
export function useTyped(write: (text: string) => void) {
  const timer = useRef(0);
  const latest = useRef(write);
  latest.current = write;
  useEffect(() => () => clearTimeout(timer.current), []);
  function type(text: string, pause = PAUSE): void {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => latest.current(text), pause);
  }
  return { type, enter: (text: string) => type(text, 0) };
}

/** The query of the page, and its address with some of it changed. */
export function useQuery(path: string) {
  const { query, route } = useLocation();
  const hrefWith = (change: Query) => hrefTo(path, { ...query, ...change });
  /** What is searched for now takes the place of what was searched for before: Back leaves the page. */
  const replace = (change: Query) => route(hrefWith(change), true);
  return { query: query as Query, hrefWith, replace };
}
