// Owns one entry of the service's history: what happened to whom, who did it, and all that is kept about it.
import { useState } from 'preact/hooks';
import type { Happening, Party } from '../../api/admin.shapes';
import { sentenceOf } from '../../components/EventRow';
import { Row } from '../../components/Section';
import { lookOf } from '../../lib/looks';
import { moment } from '../../lib/time';
import { t } from '../../strings';
import { fill } from '../../strings/fill';
import { hrefTo, personHref } from '../state/address';
import { w } from '../words';

/** By what the history names the command line in place of an address. */
const OPERATOR = 'operator';

const isAtCommandLine = ({ ip }: Happening) => ip === OPERATOR;

function Who({ party }: { party: Party }) {
  return party.email ? (
    <a href={personHref(party.id)} translate={false}>
      {party.email}
    </a>
  ) : (
    <a href={hrefTo('/admin/history', { user: party.id })}>{w.history.deleted}</a>
  );
}

function By({ event }: { event: Happening }) {
  const { actor, subject } = event;
  if (isAtCommandLine(event)) return <> · {fill(w.history.atCommandLine, <bdi translate={false}>{userOf(event)}</bdi>)}</>;
  if (!actor || actor.id === subject?.id) return null;
  return <> · {fill(w.history.by, <Who party={actor} />)}</>;
}

/** The command line names the user of the operating system in brackets. */
const userOf = ({ userAgent }: Happening) => /\((.+)\)/.exec(userAgent)?.[1] ?? userAgent;

const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function Details({ event }: { event: Happening }) {
  const facts = [
    [w.history.number, String(event.number)],
    [w.history.at, event.at],
    [w.history.kind, event.type],
    ...Object.entries(event.detail).map(([name, value]) => [name, written(value)]),
    [w.history.request, event.requestId],
    [w.history.agent, event.userAgent],
  ];
  return (
    <dl class="facts" translate={false}>
      {facts.filter(([, value]) => value).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** An export of the history is an event of its own, under the type of an export of an account. */
const told = (event: Happening) =>
  event.detail.what === 'history' ? w.history.exported : (w.history.happened[event.type] ?? sentenceOf(event));

interface HappenedProps {
  event: Happening;
  /** On the page of this very person, where the name would stand in each row. */
  ofOne?: boolean;
}

export function Happened({ event, ofOne }: HappenedProps) {
  const [open, setOpen] = useState(false);
  const { icon, tone } = lookOf(event.type, event.detail);
  const { because } = event.detail;
  const place = [event.userAgent && event.device, event.ip].filter((part) => part && part !== OPERATOR);
  const sentence = told(event);
  const title = (
    <>
      <span class="sentence">{sentence}</span>
      {!ofOne && event.subject && (
        <span class="small">
          <Who party={event.subject} />
        </span>
      )}
    </>
  );
  return (
    <Row icon={icon} tone={tone} title={title} id={event.id}>
      {typeof because === 'string' && <p>{fill(t.activity.because, <q>{because}</q>)}</p>}
      <p>
        <time dateTime={event.at}>{moment(event.at)}</time>
        {place.length > 0 && <bdi translate={false}>{` · ${place.join(' · ')}`}</bdi>}
        <By event={event} />
        {' · '}
        <button class="link" type="button" aria-expanded={open} aria-label={`${w.history.details}: ${sentence} ${moment(event.at)}`} onClick={() => setOpen(!open)}>
          {w.history.details}
        </button>
      </p>
      {open && <Details event={event} />}
    </Row>
  );
}
