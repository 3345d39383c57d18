// Owns one line of the security history: its sentence, when and where, and the way to say that it was somebody else.
import type { SecurityEvent } from '../api/types';
import { deviceName } from '../lib/agent';
import type { Line } from '../lib/history';
import { lookOf } from '../lib/looks';
import { deadline, timeOfDay } from '../lib/time';
import { add, t } from '../strings';
import { fill } from '../strings/fill';
import { events } from '../strings/en/events';
import { history } from '../strings/en/history';
import { told, type EventDetail } from '../strings/sentence';
import { Button } from './Button';
import { Row } from './Section';
import { methodsText } from './SessionRow';

add({ events, ...history });

function detailOf({ detail }: SecurityEvent, times: number): EventDetail {
  const { methods, method, left, ended, role, reason, surface, group, name, until } = detail;
  const list = Array.isArray(methods) ? methods : method === undefined ? [] : [method];
  return {
    times,
    ...(list.length > 0 && { methods: methodsText(list.map(String)) }),
    ...(typeof method === 'string' && { method }),
    ...(typeof left === 'number' && { left }),
    ...(typeof ended === 'number' && { ended }),
    ...(typeof role === 'string' && { role }),
    ...(typeof reason === 'string' && { reason }),
    ...(typeof surface === 'string' && { surface }),
    ...(typeof group === 'string' && { group }),
    ...(typeof name === 'string' && { name }),
    ...(typeof until === 'string' && { until: deadline(until) }),
  };
}

export function sentenceOf(event: SecurityEvent, times = 1): string {
  return told(t.events[event.type] ?? t.otherEvent(event.type), detailOf(event, times));
}

/** Nothing where it was an operator; the device is named only where it was one. */
function placeOf({ row, head: { ip } }: Line): string {
  const names = new Set(row.map(deviceName));
  return ip && [names.size === 1 ? [...names][0] : '', ip].filter(Boolean).join(' · ');
}

const Time = ({ at }: { at: string }) => <time dateTime={at}>{timeOfDay(at)}</time>;

function When({ row, head }: Line) {
  const first = row.at(-1) ?? head;
  return (
    <>
      {timeOfDay(first.at) !== timeOfDay(head.at) && (
        <>
          <Time at={first.at} />–
        </>
      )}
      <Time at={head.at} />
    </>
  );
}

interface EventRowProps {
  line: Line;
  /** It opened the session that one is signed in with. */
  here: boolean;
  /** What the button ends; without it there is none. */
  claim: 'session' | 'others' | null;
  busy: boolean;
  onClaim: () => void;
}

export function EventRow({ line, here, claim, busy, onClaim }: EventRowProps) {
  const { head, also, row } = line;
  const { icon, tone } = lookOf(head.type, head.detail);
  const { because } = head.detail;
  const sentence = sentenceOf(head, row.length);
  const title = (
    <>
      <span class="sentence">{sentence}</span>
      {here && <span class="badge on">{t.sessions.current}</span>}
    </>
  );
  const act = claim && (
    <Button look="plain small" busy={busy} label={`${t.notMe[claim]} – ${sentence} ${timeOfDay(head.at)}`} onClick={onClaim}>
      {t.notMe[claim]}
    </Button>
  );
  return (
    <Row icon={icon} tone={tone} title={title} id={head.id} action={act}>
      {also.map((event) => (
        <p key={event.id}>{sentenceOf(event)}</p>
      ))}
      {typeof because === 'string' && <p>{fill(t.activity.because, <q>{because}</q>)}</p>}
      <p>
        <When {...line} /> · {placeOf(line) || t.activity.operator}
      </p>
    </Row>
  );
}
