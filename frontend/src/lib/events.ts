// Owns the security history as far as the page has loaded it: of one kind, page by page, down to where Back returns.
import { useEffect, useRef, useState } from 'preact/hooks';
import { events, sessions } from '../api/auth';
import type { Kind, SecurityEvent, Session } from '../api/types';
import { t } from '../strings';
import { useAction } from './action';
import { useOnce } from './effect';
import { useOnline } from './online';
import { keptPlace } from './place';

interface Page {
  list: SecurityEvent[];
  next: string | null;
}

interface Loaded extends Page {
  sessions: Session[];
}

const MOST = 100;

/** The first page, or with a kept place all pages down to it. */
async function load(kind: Kind | undefined, last?: string): Promise<Page> {
  const page = await events(kind, undefined, last ? MOST : undefined);
  return last ? downTo(last, kind, page.events, page.next) : { list: page.events, next: page.next };
}

async function downTo(last: string, kind: Kind | undefined, list: SecurityEvent[], next: string | null): Promise<Page> {
  if (!next || list.some(({ id }) => id === last)) return { list, next };
  const page = await events(kind, next, MOST);
  return downTo(last, kind, [...list, ...page.events], page.next);
}

/** Without the sessions a claim ends all others, so the history does without them. */
const live = () => sessions().then((answer) => answer.sessions).catch(() => []);

export function useEvents(kind: Kind | undefined) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [told, setTold] = useState('');
  const { run, busy, error } = useAction(async () => {
    if (!loaded) {
      const [first, signedIn] = await Promise.all([load(kind, keptPlace()?.last), live()]);
      setLoaded({ ...first, sessions: signedIn });
      return;
    }
    const page = await events(kind, loaded.next ?? undefined);
    setLoaded({ ...loaded, list: [...loaded.list, ...page.events], next: page.next });
    setTold(t.activity.shown(page.events.length));
  });
  useOnce(() => void run());
  useOnline(() => error && void run());
  return { loaded, told, more: () => void run(), busy, error };
}

/** Where a list has grown, the focus goes on to the first new item: the button below it may be gone. */
export function useFocusOnNew(ids: readonly string[]): void {
  const seen = useRef(0);
  useEffect(() => {
    if (seen.current > 0) document.getElementById(ids[seen.current] ?? '')?.focus();
    seen.current = ids.length;
  }, [ids]);
}
