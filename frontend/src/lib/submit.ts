// Owns sending a form: one request at a time, its error, and the wait after too many of them.
import type { ApiError } from '../api/http';
import { useAction } from './action';
import { useLock } from './countdown';

export interface Submitting {
  busy: boolean;
  /** Nothing while a lock has run out that it told about. */
  error: ApiError | null;
  /** Seconds for which nothing more is taken. */
  lock: number;
  clear: () => void;
}

export function useSubmit<A extends unknown[]>(send: (...args: A) => Promise<void>, locked?: number): Submitting & { run: (...args: A) => void } {
  const action = useAction(send);
  const lock = useLock(action.error, locked);
  return {
    ...action,
    lock,
    error: lock === 0 && action.error?.retryAfter ? null : action.error,
    run: (...args: A) => {
      if (lock === 0) void action.run(...args);
    },
  };
}
