// Owns the account's security at a glance: first what to do next, then what is strong, each in one line.
import type { ComponentChildren } from 'preact';
import { events, sessions } from '../api/auth';
import type { SecurityEvent, Session, TwoFactorStatus, User } from '../api/types';
import { deviceName } from '../lib/agent';
import { sessionOf } from '../lib/opened';
import { moment } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Icon, type IconName } from './Icon';
import { Section } from './Section';

const FEW_CODES = 3;

interface Point {
  tone: 'warn' | 'plain' | 'good';
  icon: IconName;
  text: ComponentChildren;
}

const link = (href: string, text: string) => <a href={href}>{text}</a>;

function ofAddress({ emailVerified }: User, pending: string | undefined): Point[] {
  const waits: Point = { tone: 'warn', icon: 'mail', text: fill(t.glance.pending, link('#about', t.glance.pendingLink)) };
  const known: Point = emailVerified
    ? { tone: 'good', icon: 'done', text: t.glance.confirmed }
    : { tone: 'warn', icon: 'alert', text: t.glance.unconfirmed };
  return pending ? [waits, known] : [known];
}

function ofFactor({ enabled, required, backupCodesRemaining: left }: TwoFactorStatus): Point[] {
  if (!enabled) return [{ tone: 'warn', icon: 'alert', text: fill(t.glance.factorOff, link('/profile/two-factor', t.glance.factorLink)) }];
  const on: Point = { tone: 'good', icon: 'done', text: required ? t.glance.factorRequired : t.glance.factorOn };
  const text = fill(t.second.few, <strong>{t.second.fewCount(left)}</strong>, link('/profile/backup-codes', t.second.fewLink));
  return left > FEW_CODES ? [on] : [on, { tone: 'warn', icon: 'codes', text }];
}

function ofSessions(list: Session[]): Point {
  const others = list.filter(({ current }) => !current).length;
  if (others === 0) return { tone: 'good', icon: 'done', text: t.glance.alone };
  return { tone: 'plain', icon: 'computer', text: fill(t.glance.others(others), link('/sessions', t.glance.othersLink)) };
}

function ofLast(event: SecurityEvent): Point {
  const { at, ip } = event;
  const place = `${deviceName(event)} · ${ip}`;
  const when = <time dateTime={at}>{moment(at)}</time>;
  return { tone: 'plain', icon: 'clock', text: fill(t.glance.last, when, place, link('/activity?kind=sign-in', t.glance.lastLink)) };
}

export interface Signed {
  live: Session[];
  /** The newest sign-in but the present one. */
  last: SecurityEvent | undefined;
}

export async function signedIn(): Promise<Signed> {
  const [{ sessions: live }, { events: list }] = await Promise.all([sessions(), events('sign-in')]);
  return { live, last: list.find((event) => event.type === 'login' && !sessionOf(event, live)?.current) };
}

const ORDER = ['warn', 'plain', 'good'];

interface OverviewProps {
  user: User;
  status: TwoFactorStatus | null;
  pendingEmail: string | undefined;
  signed: Signed | null;
}

export function Overview({ user, status, pendingEmail, signed }: OverviewProps) {
  const points = [
    ...(status ? ofFactor(status) : []),
    ...ofAddress(user, pendingEmail),
    ...(signed ? [ofSessions(signed.live)] : []),
    ...(signed?.last ? [ofLast(signed.last)] : []),
  ];
  return (
    <Section id="glance" title={t.glance.title}>
      <ul class="glance card">
        {ORDER.flatMap((wanted) => points.filter(({ tone }) => tone === wanted)).map(({ tone, icon, text }, index) => (
          <li key={index} class={tone}>
            <Icon name={icon} />
            <p>{text}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
