// Owns the place in a long list that Back and a reload return to; the browser's entry for the page keeps it.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

export interface Place {
  /** The last item that was there. */
  last: string;
  /** The first item in sight, and how far below the top edge. */
  first: string;
  top: number;
}

const STILL = 150;

export function keptPlace(): Place | null {
  const kept: unknown = history.state;
  return typeof kept === 'object' && kept !== null && 'place' in kept ? (kept.place as Place) : null;
}

const topOf = (id: string) => document.getElementById(id)?.getBoundingClientRect().top;

function placeIn(ids: readonly string[], last: string): Place {
  const first = ids.find((id) => (topOf(id) ?? -1) >= 0) ?? '';
  return { last, first, top: topOf(first) ?? 0 };
}

/** Notes the place among the items with these ids whenever the page stands still, and goes to the kept one once. */
export function usePlace(ids: readonly string[], last: string | undefined): void {
  const kept = useRef(keptPlace());
  const here = useRef(location.href);
  const ready = last !== undefined;
  useLayoutEffect(() => {
    const top = kept.current && topOf(kept.current.first);
    if (ready && kept.current && typeof top === 'number') scrollBy(0, top - kept.current.top);
  }, [ready]);
  useEffect(() => {
    if (last === undefined) return undefined;
    let timer = 0;
    function note(): void {
      // The next page's address may stand there already while its script loads.
      if (location.href === here.current) history.replaceState({ ...history.state, place: placeIn(ids, last ?? '') }, '');
    }
    function wait(): void {
      clearTimeout(timer);
      timer = window.setTimeout(note, STILL);
    }
    wait();
    addEventListener('scroll', wait);
    return () => {
      clearTimeout(timer);
      removeEventListener('scroll', wait);
    };
  }, [ids, last]);
}
