// Owns one person in a list: who it is, and what is special about the account.
import type { Person } from '../../api/admin.shapes';
import { Row, type Tone } from '../../components/Section';
import { useSession } from '../../lib/session';
import { moment } from '../../lib/time';
import { fill } from '../../strings/fill';
import { personHref } from '../state/address';
import { w } from '../words';

/** By which name a person is spoken of. */
export const called = ({ name, email }: { name: string; email: string }) => name.trim() || email;

export function Badges({ person }: { person: Person }) {
  const { state } = useSession();
  const { role, disabled, locked, emailVerified, authenticators } = person;
  const own = state.status === 'signed-in' && state.user.id === person.id;
  const kinds = new Set(authenticators.map(({ kind }) => kind));
  return (
    <>
      {own && <span class="badge on">{w.badge.you}</span>}
      {role === 'admin' && <span class="badge">{w.badge.admin}</span>}
      {disabled && <span class="badge bad">{w.badge.disabled}</span>}
      {locked && <span class="badge warn">{w.badge.locked}</span>}
      {!emailVerified && <span class="badge warn">{w.badge.unverified}</span>}
      {kinds.has('passkey') && <span class="badge">{w.badge.passkey}</span>}
      {kinds.has('totp') && <span class="badge">{w.badge.totp}</span>}
      {kinds.size === 0 && <span class="badge warn">{w.badge.noFactor}</span>}
    </>
  );
}

function toneOf({ disabled, locked }: Person): Tone | undefined {
  if (disabled) return 'bad';
  return locked ? 'warn' : undefined;
}

export function PersonRow({ person }: { person: Person }) {
  const { id, name, email, groups, disabled, lastSeenAt } = person;
  const title = (
    <>
      <a class="whole" href={personHref(id)} translate={false}>
        <strong>{called(person)}</strong>
      </a>
      <Badges person={person} />
    </>
  );
  return (
    <Row icon={disabled ? 'lock' : 'user'} tone={toneOf(person)} title={title} id={id}>
      <p>
        {name.trim() && <bdi translate={false}>{email}</bdi>}
        {name.trim() && groups.length > 0 && ' · '}
        {groups.length > 0 && <span translate={false}>{groups.join(', ')}</span>}
      </p>
      <p class="aside">{lastSeenAt ? fill(w.person.seen, <time dateTime={lastSeenAt}>{moment(lastSeenAt)}</time>) : w.person.unseen}</p>
    </Row>
  );
}
