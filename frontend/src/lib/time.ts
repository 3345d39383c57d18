// Owns how times and durations are told to a person.
import { locale, t } from '../strings';

const DAY = 86_400_000;
const HOUR = 3600;

/** 212 seconds as `3:32`. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function units(count: number, unit: 'second' | 'minute' | 'hour' | 'day'): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(count);
}

/** A length of time in words, rounded: `40 seconds`, `2 minutes`, `9 hours`; never none at all. */
export function roughly(seconds: number): string {
  const whole = Math.max(1, Math.abs(Math.round(seconds)));
  if (whole < 90) return units(whole, 'second');
  if (whole < 1.5 * HOUR) return units(whole / 60, 'minute');
  return whole < 36 * HOUR ? units(whole / HOUR, 'hour') : units(whole / 24 / HOUR, 'day');
}

/** A wait that counts down: by the second once it is short enough to sit through. */
export function wait(seconds: number): string {
  return seconds < HOUR ? clock(seconds) : roughly(seconds);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** How long something lasts, never told longer than it is: `24 hours`, `30 days`, `1 hour`. */
export function span(seconds: number): string {
  const [unit, length] = UNITS.find(([name, size]) => seconds >= 2 * size || (seconds === size && name !== 'day')) ?? ['second', 1];
  return units(Math.floor(seconds / length), unit);
}

export function day(iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(iso));
}

export function timeOfDay(iso: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

/** How many midnights of the reader lie between. */
function daysAgo(iso: string, now: Date): number {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  return Math.round((midnight - new Date(iso).setHours(0, 0, 0, 0)) / DAY);
}

/** `today`, `yesterday`, or nothing for an earlier day. */
function recently(iso: string, now: Date): string {
  const ago = daysAgo(iso, now);
  return ago === 0 || ago === 1 ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day') : '';
}

/** `today at 09:12`, `yesterday at 18:40`, else the date, in the reader's own time zone. */
export function moment(iso: string, now = new Date()): string {
  const recent = recently(iso, now);
  return recent ? t.time.at(recent, timeOfDay(iso)) : `${day(iso)}, ${timeOfDay(iso)}`;
}

/** The last moment of a time that was given: always the date, and never a minute later than it is. */
export const deadline = (iso: string) => t.time.at(day(iso), timeOfDay(iso));

/** The day as a heading: `Today`, `Yesterday`, else the date. */
export function dayName(iso: string, now = new Date()): string {
  const name = recently(iso, now) || day(iso);
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}
