// Owns the seconds that are left until a moment, counted against a deadline so that a sleeping laptop does not stretch them.
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../api/http';

export function deadlineIn(seconds: number): number {
  return Date.now() + seconds * 1000;
}

export function secondsUntil(deadline: number | null): number {
  return deadline === null ? 0 : Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
}

export function useCountdown(deadline: number | null): number {
  const [, setTick] = useState(0);
  const left = secondsUntil(deadline);
  const running = left > 0;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, [running, deadline]);
  return left;
}

/** The seconds for which the server takes no further attempt, known from its last refusal. */
export function useLock(error: ApiError | null, known?: number): number {
  const [deadline, setDeadline] = useState(known ? deadlineIn(known) : null);
  useEffect(() => {
    if (error?.retryAfter) setDeadline(deadlineIn(error.retryAfter));
  }, [error]);
  return useCountdown(deadline);
}
