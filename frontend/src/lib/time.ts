// Owns how times and durations are told to a person.
const DAY = 86_400_000;

/** 212 seconds as `3:32`. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A length of time in words, rounded: `40 seconds`, `2 minutes`. */
export function roughly(seconds: number): string {
  const whole = Math.abs(Math.round(seconds));
  const [count, unit] = whole < 90 ? [whole, 'second'] : [Math.round(whole / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

export function day(iso: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(iso));
}

/** `today at 09:12`, `yesterday at 18:40`, else the date, in the reader's own time zone. */
export function moment(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(at);
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (at.getTime() >= midnight && at.getTime() < midnight + DAY) return `today at ${time}`;
  if (at.getTime() < midnight && at.getTime() >= midnight - DAY) return `yesterday at ${time}`;
  return `${day(iso)}, ${time}`;
}
