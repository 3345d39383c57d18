// Owns one sentence of the security history, with the look of what it means.
import type { SecurityEvent } from '../api/types';
import { agentName } from '../lib/agent';
import { timeOfDay } from '../lib/time';
import { t } from '../strings';
import type { EventDetail } from '../strings/en/events';
import type { IconName } from './Icon';
import { Row } from './Section';
import { methodsText } from './SessionRow';

const BAD = /failed|refused|locked|reused|unreadable|disabled$|reset$|account\.closed/;
const GOOD = /^login$|enabled|replaced|email_verified|trusted/;

const ICONS: [RegExp, IconName][] = [
  [/failed|refused|locked|reused|unreadable/, 'alert'],
  [/email|regist/, 'mail'],
  [/password|reset_asked/, 'key'],
  [/backup/, 'codes'],
  [/^2fa|second_factor|reauth/, 'shield'],
  [/^device/, 'computer'],
  [/logout|session/, 'leave'],
  [/^login/, 'lock'],
  [/exported/, 'download'],
];

function detailOf({ detail }: SecurityEvent): EventDetail {
  const { methods, method, left, ended, role, reason } = detail;
  const list = Array.isArray(methods) ? methods : method === undefined ? [] : [method];
  return {
    ...(list.length > 0 && { methods: methodsText(list.map(String)) }),
    ...(typeof left === 'number' && { left }),
    ...(typeof ended === 'number' && { ended }),
    ...(typeof role === 'string' && { role }),
    ...(typeof reason === 'string' && { reason }),
  };
}

export function sentenceOf(event: SecurityEvent): string {
  const sentence = t.events[event.type] ?? t.otherEvent(event.type);
  return typeof sentence === 'string' ? sentence : sentence(detailOf(event));
}

function toneOf(type: string): 'good' | 'bad' | undefined {
  if (BAD.test(type)) return 'bad';
  return GOOD.test(type) ? 'good' : undefined;
}

export function EventRow({ event }: { event: SecurityEvent }) {
  const { type, at, ip, userAgent } = event;
  const icon = ICONS.find(([pattern]) => pattern.test(type))?.[1] ?? 'activity';
  const place = [userAgent && agentName(userAgent), ip].filter(Boolean).join(' · ');
  return (
    <Row icon={icon} tone={toneOf(type)} title={<span class="sentence">{sentenceOf(event)}</span>}>
      <p>
        <time dateTime={at}>{timeOfDay(at)}</time> · {place || t.activity.operator}
      </p>
    </Row>
  );
}
