// Owns asking the server for what the page shows: the newest question counts, and the one before it is cancelled.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/http';
import { useSession } from '../../lib/session';
import { t } from '../../strings';

/** Asks, and answers with what to do with what came. */
type Question = (signal: AbortSignal) => Promise<() => void>;

function asApiError(reason: unknown): ApiError {
  if (reason instanceof ApiError) return reason;
  reportError(reason);
  return new ApiError(0, { code: 'page_failed', message: t.errors.page });
}

export function useLatest() {
  const { load } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  function fail(failed: ApiError): void {
    setError(failed);
    // The role was taken away meanwhile: the room shuts as soon as the page knows.
    if (failed.code === 'forbidden') void load();
  }

  async function run(question: Question): Promise<void> {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setBusy(true);
    const outcome = await question(mine.signal).catch(asApiError);
    if (mine.signal.aborted) return;
    setBusy(false);
    if (outcome instanceof ApiError) return fail(outcome);
    setError(null);
    return outcome();
  }

  return { run, busy, error };
}
