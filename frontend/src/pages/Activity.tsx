// Owns the page of one's own security history: plain sentences by day, newest first.
import { useRef, useState } from 'preact/hooks';
import { events } from '../api/auth';
import type { SecurityEvent } from '../api/types';
import { Button } from '../components/Button';
import { EventRow } from '../components/EventRow';
import { Loading } from '../components/Loading';
import { Alert } from '../components/Notice';
import { Shell } from '../components/Shell';
import { TryAgain } from '../components/TryAgain';
import { useAction } from '../lib/action';
import { useOnce, useWhen } from '../lib/effect';
import { useOnline } from '../lib/online';
import { dayName } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';

function useHistory() {
  const [list, setList] = useState<SecurityEvent[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [told, setTold] = useState('');
  const { run, busy, error } = useAction(async (before?: string) => {
    const page = await events(before);
    setList((old) => [...(old ?? []), ...page.events]);
    setNext(page.next);
    if (before) setTold(t.activity.shown(page.events.length));
  });
  useOnce(() => void run());
  useOnline(() => {
    if (error) void run(next ?? undefined);
  });
  return { list, next, told, run, busy, error };
}

function byDay(list: SecurityEvent[]): [string, SecurityEvent[]][] {
  const days: [string, SecurityEvent[]][] = [];
  for (const event of list) {
    const name = dayName(event.at);
    const last = days.at(-1);
    if (last?.[0] === name) last[1].push(event);
    else days.push([name, [event]]);
  }
  return days;
}

function Days({ list }: { list: SecurityEvent[] }) {
  if (list.length === 0) return <p class="empty">{t.activity.none}</p>;
  return (
    <>
      {byDay(list).map(([name, happened]) => (
        <section class="stack" key={name} aria-label={name}>
          <h2>{name}</h2>
          <ul class="list">
            {happened.map((event) => (
              <EventRow key={event.id} event={event} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** Takes the focus of the button that goes away with the last entries. */
function End({ focus }: { focus: boolean }) {
  const end = useRef<HTMLParagraphElement>(null);
  useWhen(focus, () => end.current?.focus());
  return (
    <p class="hint" ref={end} tabIndex={-1}>
      {t.activity.end}
    </p>
  );
}

export function Activity() {
  const { list, next, told, run, busy, error } = useHistory();
  return (
    <Shell title={t.activity.title}>
      <p class="soft lead">
        {t.activity.text} {fill(t.activity.notMe, <a href="/profile">{t.activity.notMePassword}</a>, <a href="/sessions">{t.activity.notMeSessions}</a>)}
      </p>
      {!list && !error && <Loading />}
      {list && <Days list={list} />}
      <Alert error={error}>
        <TryAgain busy={busy} retry={() => run(next ?? undefined)} />
      </Alert>
      {next && !error && (
        <Button look="quiet" busy={busy} onClick={() => void run(next)}>
          {t.activity.more}
        </Button>
      )}
      {list && list.length > 0 && !next && <End focus={told !== ''} />}
      <p class="visually-hidden" role="status">
        {told}
      </p>
    </Shell>
  );
}
