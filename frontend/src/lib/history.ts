// Owns the lines of the security history: what one act wrote is one line, and so is what came in a row.
import type { SecurityEvent } from '../api/types';
import { lookOf } from './looks';

export interface Line {
  head: SecurityEvent;
  /** What the same act did besides, told below it. */
  also: SecurityEvent[];
  /** All that came in a row, newest first; the head is one of them. */
  row: SecurityEvent[];
}

/** A half-finished sign-in lives no longer, however often it is extended. */
const LONGEST_SIGN_IN = 60 * 60_000;

const when = ({ at }: SecurityEvent) => new Date(at);
const sameOrigin = (a: SecurityEvent, b: SecurityEvent) => a.ip === b.ip && a.userAgent === b.userAgent;
const sameAct = (a: SecurityEvent, b: SecurityEvent) => a.at === b.at && sameOrigin(a, b);

/** The sign-in that this step led to. */
function signInOf(event: SecurityEvent, lines: Line[]): Line | undefined {
  return lines.findLast(
    ({ head }) => head.type === 'login' && sameOrigin(head, event) && +when(head) - +when(event) < LONGEST_SIGN_IN,
  );
}

function isRepeat(event: SecurityEvent, { head, also }: Line): boolean {
  return (
    also.length === 0 &&
    lookOf(head.type, head.detail).repeats === true &&
    event.type === head.type &&
    event.ip === head.ip &&
    event.detail.reason === head.detail.reason &&
    event.detail.surface === head.detail.surface &&
    when(event).toDateString() === when(head).toDateString()
  );
}

/** Whether the event went into a line that is there. */
function joins(event: SecurityEvent, lines: Line[]): boolean {
  const last = lines.at(-1);
  if (event.type === 'login.second_factor_asked' && signInOf(event, lines)) return true;
  if (event.type === '2fa.backup_code_used' && last?.head.type === 'login' && sameAct(event, last.head)) {
    last.also.push(event);
    return true;
  }
  if (event.type === 'login' && last?.head.type === 'device.trusted' && sameAct(event, last.head)) {
    lines.splice(-1, 1, { head: event, also: [last.head], row: [event] });
    return true;
  }
  if (!last || !isRepeat(event, last)) return false;
  last.row.push(event);
  return true;
}

/** The lines of a list that has the newest event first. */
export function fold(list: readonly SecurityEvent[]): Line[] {
  const lines: Line[] = [];
  for (const event of list) if (!joins(event, lines)) lines.push({ head: event, also: [], row: [event] });
  return lines;
}
