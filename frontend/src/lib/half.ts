// Owns the half-finished sign-in: what is known of it, and how it ends before a right code.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { pending } from '../api/auth';
import { ApiError } from '../api/http';
import { deadlineIn, secondsUntil, useCountdown } from './countdown';
import { useOnce, useWhen } from './effect';
import { withNext } from './next';
import { useSession } from './session';
import { useWanted } from './wanted';

/** Seconds that an answer may take: what ended in them may well have ended by time. */
const ON_THE_WAY = 5;
const CODE_REFUSED = new Set(['invalid_code', 'invalid_passkey', 'code_already_used', 'too_many_attempts']);

export const isOver = (error: unknown) => error instanceof ApiError && error.status === 401;

/** What login told, or after a reload what the server still knows; without either, back to sign-in. */
export function usePending() {
  const session = useSession();
  const wanted = useWanted();
  const { route } = useLocation();
  const [half, setHalf] = useState(session.half);
  const [failed, setFailed] = useState(false);

  async function load(): Promise<void> {
    setFailed(false);
    try {
      setHalf(await pending());
    } catch (error) {
      if (isOver(error)) route(withNext('/login', wanted), true);
      else setFailed(true);
    }
  }

  useOnce(() => {
    // What login told counts for this visit alone, because its seconds run on elsewhere.
    session.begin(null);
    if (!half) void load();
  });
  return { half, failed, load };
}

/** The end of a half-finished sign-in: its time is over, or it was ended elsewhere before. */
export function useEnd(seconds: number) {
  const wanted = useWanted();
  const { route } = useLocation();
  const [deadline, setDeadline] = useState(deadlineIn(seconds));
  const left = useCountdown(deadline);
  function end(): void {
    const reason = secondsUntil(deadline) > ON_THE_WAY ? 'ended' : 'expired';
    route(withNext(`/login?${reason}=1`, wanted), true);
  }
  useWhen(left === 0, end);
  return { left, end, extended: (more: number) => setDeadline(deadlineIn(more)) };
}

/** The wait after a refusal that ends this sign-in, 0 where another can begin at once; null where this one goes on. */
export function stopAfter(error: unknown, left: number): number | null {
  if (!(error instanceof ApiError) || !CODE_REFUSED.has(error.code)) return null;
  const wait = error.retryAfter ?? 0;
  return error.attemptsLeft === 0 || wait >= left ? wait : null;
}
