// Owns naming the app to which a sign-in leads: only a place that the server leads back to is ever named.
import { wayBack } from '../api/auth';
import { useLoaded } from '../lib/load';
import { fill } from '../strings/fill';

interface TowardsProps {
  /** What the app asked for, as its proxy wrote it. */
  asked: Record<string, string>;
  /** `{}` is the app's host. */
  text: string;
}

export function Towards({ asked, text }: TowardsProps) {
  const { value, error } = useLoaded(() => wayBack(asked));
  // The room of one line is kept, so that the form does not jump when the answer comes.
  return (
    <p class="soft address" role="status">
      {value ? fill(text, <strong>{new URL(value.url).host}</strong>) : error ? null : '\u00a0'}
    </p>
  );
}
