// Owns what is known about one person: who it is, with what they sign in, and what policy asks of them.
import type { ComponentChildren } from 'preact';
import type { Authenticator, Standing, Whole } from '../../api/admin.shapes';
import { Row, Section } from '../../components/Section';
import { day, moment } from '../../lib/time';
import { nameOf, t } from '../../strings';
import { fill } from '../../strings/fill';
import { hrefTo } from '../state/address';
import { w } from '../words';

const Moment = ({ at }: { at: string }) => <time dateTime={at}>{moment(at)}</time>;

function GroupLinks({ groups }: { groups: string[] }) {
  if (groups.length === 0) return <>{w.list.none}</>;
  return (
    <span translate={false}>
      {groups.map((group, index) => (
        <span key={group}>
          {index > 0 && ', '}
          <a href={hrefTo('/admin/people', { group })}>{group}</a>
        </span>
      ))}
    </span>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const Own = ({ children }: { children: string }) => <bdi translate={false}>{children}</bdi>;

export function Facts({ person }: { person: Whole }) {
  const { email, pendingEmail, name, role, groups, locale, id, lastSeenAt, createdAt } = person;
  return (
    <dl class="facts card">
      <Fact label={t.common.email}>
        <Own>{email}</Own>
      </Fact>
      {pendingEmail && (
        <Fact label={w.person.pending}>
          <Own>{pendingEmail}</Own>
        </Fact>
      )}
      {name.trim() && (
        <Fact label={w.person.name}>
          <Own>{name}</Own>
        </Fact>
      )}
      <Fact label={w.person.role}>{w.role[role] ?? role}</Fact>
      <Fact label={w.person.groups}>
        <GroupLinks groups={groups} />
      </Fact>
      {locale && <Fact label={w.person.language}>{nameOf(locale)}</Fact>}
      <Fact label={w.person.lastSeen}>{lastSeenAt ? <Moment at={lastSeenAt} /> : w.person.unseen}</Fact>
      <Fact label={w.person.memberSince}>
        <time dateTime={createdAt}>{day(createdAt)}</time>
      </Fact>
      <Fact label={w.person.id}>
        <code translate={false}>{id}</code>
      </Fact>
    </dl>
  );
}

function Asked({ standing: { level, setUpBy } }: { standing: Standing }) {
  if (level === 'optional') return null;
  const name = w.policy.level[level];
  return <p class="hint">{setUpBy ? fill(w.person.askedBy, name, <time dateTime={setUpBy}>{day(setUpBy)}</time>) : w.person.asked(name)}</p>;
}

function FactorRow({ factor: { kind, name, createdAt, lastUsedAt } }: { factor: Authenticator }) {
  const what = kind === 'passkey' ? w.person.passkey : w.person.app;
  return (
    <Row icon={kind === 'passkey' ? 'key' : 'phone'} tone="good" title={<strong translate={false}>{name}</strong>}>
      <p>
        {name !== what && `${what} · `}
        {fill(w.person.added, <time dateTime={createdAt}>{day(createdAt)}</time>)} ·{' '}
        {lastUsedAt ? fill(w.person.used, <Moment at={lastUsedAt} />) : w.person.unused}
      </p>
    </Row>
  );
}

export function Factors({ person }: { person: Whole }) {
  const { authenticators, backupCodesRemaining, twoFactorEnabled, mustEnrol, standing } = person;
  return (
    <Section id="factors" title={w.person.factors}>
      {authenticators.length === 0 && <p class="empty">{w.person.noFactor}</p>}
      {twoFactorEnabled && (
        <ul class="list" aria-label={w.person.factors}>
          {authenticators.map((factor) => (
            <FactorRow key={factor.id} factor={factor} />
          ))}
          <Row icon="codes" tone={backupCodesRemaining > 0 ? undefined : 'warn'} title={<strong>{w.person.backup}</strong>}>
            <p>{w.person.left(backupCodesRemaining)}</p>
          </Row>
        </ul>
      )}
      {mustEnrol && <p class="hint">{w.person.mustEnrol}</p>}
      <Asked standing={standing} />
    </Section>
  );
}
