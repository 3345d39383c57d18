// Owns a long list of the server's: page by page, down to where Back returns, and anew with another search.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { More } from '../../api/admin';
import { useEach } from '../../lib/effect';
import { useOnline } from '../../lib/online';
import { keptPlace, usePlace } from '../../lib/place';
import { useLatest } from './latest';

interface Page {
  next: string | null;
}
interface Item {
  id: string;
}

interface Wanted<A extends Page, T extends Item> {
  /** Another key is another list. */
  key: string;
  ask: (more: More) => Promise<A>;
  itemsOf: (answer: A) => T[];
  /** Says how many there are now. */
  tell: (count: number) => string;
}

const MOST = 100;
/** Back returns no further down than this many pages: a list may have a million rows. */
const DEEPEST = 10;

type Found<A, T> = [answer: A, items: T[]];

/** Goes on from what was found until the kept row is there. */
async function downTo<A extends Page, T extends Item>(last: string, wanted: Wanted<A, T>, signal: AbortSignal, found: Found<A, T>, left = DEEPEST): Promise<Found<A, T>> {
  const [{ next }, items] = found;
  if (!next || left === 0 || items.some(({ id }) => id === last)) return found;
  const answer = await wanted.ask({ after: next, limit: MOST, signal });
  return downTo(last, wanted, signal, [answer, [...items, ...wanted.itemsOf(answer)]], left - 1);
}

/** The first page, or with a kept place all pages down to it. */
async function load<A extends Page, T extends Item>(wanted: Wanted<A, T>, signal: AbortSignal): Promise<Found<A, T>> {
  const last = keptPlace()?.last;
  const answer = await wanted.ask(last ? { limit: MOST, signal } : { signal });
  const found: Found<A, T> = [answer, wanted.itemsOf(answer)];
  return last ? downTo(last, wanted, signal, found) : found;
}

export function useList<A extends Page, T extends Item>(wanted: Wanted<A, T>) {
  const [loaded, setLoaded] = useState<{ answer: A; items: T[] } | null>(null);
  const { run, busy, error } = useLatest();
  const grown = useRef('');
  const last = useRef(reload);
  const items = loaded?.items ?? null;

  function reload(): Promise<void> {
    last.current = reload;
    return run(async (signal) => {
      const [answer, found] = await load(wanted, signal);
      return () => setLoaded({ answer, items: found });
    });
  }
  function more(): Promise<void> {
    last.current = more;
    return run(async (signal) => {
      const answer = await wanted.ask({ after: loaded?.answer.next ?? undefined, signal });
      const found = wanted.itemsOf(answer);
      grown.current = found[0]?.id ?? '';
      return () => setLoaded({ answer, items: [...(items ?? []), ...found] });
    });
  }
  /** What has failed, once more. */
  const again = () => last.current();

  useEach(wanted.key, () => void reload());
  useOnline(() => {
    if (error) void again();
  });
  // The button below a list that has grown may be gone: the focus goes on to the first new row.
  useEffect(() => {
    if (grown.current) document.getElementById(grown.current)?.focus();
    grown.current = '';
  }, [loaded]);
  const ids = useMemo(() => items?.map(({ id }) => id) ?? [], [items]);
  usePlace(ids, ids.at(-1));
  const told = items && !busy ? wanted.tell(items.length) : '';
  return { answer: loaded?.answer ?? null, items, next: loaded?.answer.next ?? null, told, busy, error, reload, more, again };
}

export type List<A extends Page, T extends Item> = ReturnType<typeof useList<A, T>>;
