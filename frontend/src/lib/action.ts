// Owns one running request of a page: busy or not, and the error it ended with.
import { useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/http';
import { t } from '../strings';

/** Refuses input before it is sent, in the shape the server would use. */
export function refuse(fields: Record<string, string>): never {
  const lists = Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, [text]]));
  throw new ApiError(400, { code: 'invalid_request', message: t.errors.form, fields: lists });
}

function asApiError(reason: unknown): ApiError | null {
  if (!(reason instanceof ApiError)) {
    reportError(reason);
    return new ApiError(0, { code: 'page_failed', message: t.errors.page });
  }
  // A cancelled step-up is the person's own choice, not a failure.
  return reason.code === 'reauth_required' ? null : reason;
}

export function useAction<A extends unknown[]>(act: (...args: A) => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const running = useRef(false);

  async function run(...args: A): Promise<void> {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await act(...args);
      setError(null);
    } catch (reason) {
      setError(asApiError(reason));
    } finally {
      running.current = false;
      setBusy(false);
    }
  }

  return { run, busy, error, clear: () => setError(null) };
}
