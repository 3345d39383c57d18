// Owns spans of time that are often asked for, in the reader's own time zone.
export interface Span {
  from: string;
  until?: string;
}

const HOUR = 3_600_000;
const EVENING = 18;
const MORNING = 6;

/** A moment as the server takes it, to the second. */
const written = (moment: number | Date) => `${new Date(moment).toISOString().slice(0, 19)}Z`;

/** From six in the evening to six in the morning: the night that is over, or the one that it is. */
export function lastNight(now = new Date()): Span {
  const from = new Date(now);
  from.setDate(now.getDate() - (now.getHours() >= EVENING ? 0 : 1));
  from.setHours(EVENING, 0, 0, 0);
  const until = new Date(from);
  until.setDate(from.getDate() + 1);
  until.setHours(MORNING, 0, 0, 0);
  return { from: written(from), until: written(until) };
}

export const lastDay = (now = Date.now()): Span => ({ from: written(now - 24 * HOUR) });
/** A whole day as the server counts days, in UTC. */
export const dayInUtc = (day: string): Span => ({ from: written(new Date(day)), until: written(+new Date(day) + 24 * HOUR - 1000) });

export const lastWeek = (now = Date.now()): Span => ({ from: written(now - 7 * 24 * HOUR) });

const two = (number: number) => String(number).padStart(2, '0');

/** A moment as a field for a local time takes it; nothing where it is none. */
export function toLocal(iso: string | undefined): string {
  const at = new Date(iso ?? '');
  if (Number.isNaN(+at)) return '';
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The first moment of a day of the reader's. */
export function midnightOf(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return written(new Date(year, month - 1, date));
}

/** What stands in such a field, as the server takes it. */
export function fromLocal(text: string | undefined): string | undefined {
  const at = new Date(text ?? '');
  return Number.isNaN(+at) ? undefined : written(at);
}
