// Owns narrowing the history: when, what and from where; the address keeps it.
import { useState } from 'preact/hooks';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Form } from '../../components/Form';
import { LOOKS } from '../../lib/looks';
import { told } from '../../strings/sentence';
import { t } from '../../strings';
import type { Query } from '../state/address';
import { fromLocal, lastDay, lastNight, lastWeek, toLocal } from '../state/spans';
import { w } from '../words';
import { Entry } from './Entry';

type Kind = keyof typeof w.history.types;

/** By the first word of a type. */
const KINDS: Record<string, Kind> = {
  login: 'login',
  logout: 'login',
  session: 'login',
  reauth: 'login',
  device: 'login',
  '2fa': 'factor',
  passkey: 'factor',
  authenticator: 'factor',
  account: 'account',
  invitation: 'door',
  group: 'door',
  app: 'door',
};

const ORDER: readonly Kind[] = ['login', 'account', 'factor', 'door', 'service'];
const kindOf = (type: string): Kind => KINDS[type.split('.')[0] ?? ''] ?? 'service';

/** What the type means, without the full stop. */
const nameOf = (type: string) => told(w.history.happened[type] ?? t.events[type] ?? type, { times: 1 }).replace(/\.$/, '');

function Types({ type }: { type: string | undefined }) {
  return (
    <div class="field">
      <label for="type">{w.history.type}</label>
      <select class="input" id="type" name="type">
        <option value="">{w.history.anyType}</option>
        {ORDER.map((kind) => (
          <optgroup key={kind} label={w.history.types[kind]}>
            {Object.keys(LOOKS)
              .filter((each) => kindOf(each) === kind)
              .map((each) => (
                <option key={each} value={each} selected={each === type}>
                  {nameOf(each)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

interface HistoryFiltersProps {
  query: Query;
  hrefWith: (change: Query) => string;
  onApply: (change: Query) => void;
}

function Spans({ query, hrefWith }: Omit<HistoryFiltersProps, 'onApply'>) {
  const spans = [
    ['night', lastNight()],
    ['day', lastDay()],
    ['week', lastWeek()],
    ['all', {}],
  ] as const;
  const plain = !query.from && !query.until;
  const { from, until } = lastNight();
  const isNight = query.from === from && query.until === until;
  return (
    <nav class="kinds" aria-label={w.history.spans}>
      {spans.map(([name, span]) => (
        <a
          key={name}
          href={hrefWith({ from: undefined, until: undefined, ...span })}
          aria-current={(name === 'all' && plain) || (name === 'night' && isNight) ? 'true' : undefined}
          title={name === 'night' ? w.history.nightText : undefined}
        >
          {w.history.span[name]}
        </a>
      ))}
    </nav>
  );
}

/** Open where there is room for it, or where it tells what the list leaves out. */
const startsOpen = ({ type, ip, from, until }: Query) => Boolean(type || ip || from || until) || matchMedia('(width >= 56rem)').matches;

export function HistoryFilters({ query, hrefWith, onApply }: HistoryFiltersProps) {
  const [open] = useState(() => startsOpen(query));
  return (
    <>
      <Spans query={query} hrefWith={hrefWith} />
      <details open={open}>
        <summary>{w.history.filters}</summary>
      <Form
        label={w.history.filters}
        error={null}
        onSubmit={({ type, ip, from, until }) =>
          onApply({ type, ip: ip?.trim(), from: kept(query.from, from), until: kept(query.until, until) })
        }
      >
        <div class="narrow">
          <Types type={query.type} />
          <Field id="ip" name="ip" label={w.history.ip} autoComplete="off" defaultValue={query.ip ?? ''} optional />
          <Entry id="from" name="from" label={w.history.from} type="datetime-local" defaultValue={toLocal(query.from)} />
          <Entry id="until" name="until" label={w.history.until} type="datetime-local" defaultValue={toLocal(query.until)} />
        </div>
        <div class="row">
          <Button submit look="quiet">
            {w.history.apply}
          </Button>
          <a class="button plain" href="/admin/history">
            {w.history.clear}
          </a>
        </div>
      </Form>
      </details>
    </>
  );
}

/** A field shows no seconds: one that nobody touched keeps the moment that the address names. */
function kept(before: string | undefined, typed: string | undefined): string | undefined {
  return typed === toLocal(before) ? before : fromLocal(typed);
}
