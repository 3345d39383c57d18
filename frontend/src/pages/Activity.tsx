// Owns the page of one's own security history: plain sentences by day, newest first, all or of one kind.
import { useLocation } from 'preact-iso';
import { useMemo } from 'preact/hooks';
import type { Kind, Session } from '../api/types';
import { Button } from '../components/Button';
import { EventRow } from '../components/EventRow';
import { Loading } from '../components/Loading';
import { Alert } from '../components/Notice';
import { Shell } from '../components/Shell';
import { claimOf, useClaim } from '../lib/claim';
import { useEvents, useFocusOnNew } from '../lib/events';
import { fold, type Line } from '../lib/history';
import { sessionOf } from '../lib/opened';
import { usePlace } from '../lib/place';
import { dayName } from '../lib/time';
import { t } from '../strings';

const KINDS: readonly Kind[] = ['sign-in', 'change', 'refusal'];

function byDay(lines: Line[]): [string, Line[]][] {
  const days: [string, Line[]][] = [];
  for (const line of lines) {
    const name = dayName(line.head.at);
    const last = days.at(-1);
    if (last?.[0] === name) last[1].push(line);
    else days.push([name, [line]]);
  }
  return days;
}

interface DaysProps {
  lines: Line[];
  sessions: Session[];
  claim: ReturnType<typeof useClaim>;
}

function Days({ lines, sessions, claim }: DaysProps) {
  return (
    <>
      {byDay(lines).map(([name, happened]) => (
        <section class="stack" key={name} aria-label={name}>
          <h2>{name}</h2>
          <ul class="list">
            {happened.map((line) => (
              <EventRow
                key={line.head.id}
                line={line}
                here={sessionOf(line.head, sessions)?.current === true}
                claim={claimOf(line.head, sessions)}
                busy={claim.busy}
                onClaim={() => void claim.run(line.head)}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Kinds({ kind }: { kind: Kind | undefined }) {
  return (
    <nav class="kinds" aria-label={t.activity.kinds}>
      {[undefined, ...KINDS].map((each) => (
        <a key={each} href={each ? `/activity?kind=${each}` : '/activity'} aria-current={each === kind ? 'true' : undefined}>
          {t.activity.kind[each ?? 'all']}
        </a>
      ))}
    </nav>
  );
}

function History({ kind }: { kind: Kind | undefined }) {
  const { loaded, told, more, busy, error } = useEvents(kind);
  const sessions = loaded?.sessions ?? [];
  const claim = useClaim(sessions);
  const lines = useMemo(() => fold(loaded?.list ?? []), [loaded]);
  const ids = useMemo(() => lines.map(({ head }) => head.id), [lines]);
  useFocusOnNew(ids);
  usePlace(ids, loaded?.list.at(-1)?.id);
  return (
    <>
      <Alert error={claim.error} />
      {!loaded && !error && <Loading />}
      {loaded && lines.length === 0 && <p class="empty">{kind ? t.activity.noneOfKind : t.activity.none}</p>}
      <Days lines={lines} sessions={sessions} claim={claim} />
      <Alert error={error} />
      {(loaded?.next || error) && (
        <Button look="quiet" busy={busy} onClick={more}>
          {error ? t.common.tryAgain : t.activity.more}
        </Button>
      )}
      {lines.length > 0 && !loaded?.next && <p class="hint">{t.activity.end}</p>}
      <p class="visually-hidden" role="status">
        {told}
      </p>
    </>
  );
}

export function Activity() {
  const { query } = useLocation();
  const kind = KINDS.find((each) => each === query.kind);
  return (
    <Shell title={t.activity.title}>
      <p class="soft lead">{t.activity.text}</p>
      <Kinds kind={kind} />
      <History key={kind ?? 'all'} kind={kind} />
    </Shell>
  );
}
