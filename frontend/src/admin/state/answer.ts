// Owns one answer that a page shows: asked for anew with another key, by hand, and when the connection is back.
import { useState } from 'preact/hooks';
import type { ApiError } from '../../api/http';
import { useEach } from '../../lib/effect';
import { useOnline } from '../../lib/online';
import { useLatest } from './latest';

export interface Answer<T> {
  value: T | null;
  error: ApiError | null;
  busy: boolean;
  reload: () => Promise<void>;
  /** Takes what another call has answered already. */
  know: (value: T) => void;
}

export function useAnswer<T>(ask: (signal: AbortSignal) => Promise<T>, key = ''): Answer<T> {
  const [value, setValue] = useState<T | null>(null);
  const { run, busy, error } = useLatest();
  const reload = () =>
    run(async (signal) => {
      const found = await ask(signal);
      return () => setValue(found);
    });
  useEach(key, () => void reload());
  useOnline(() => {
    if (error) void reload();
  });
  return { value, error, busy, reload, know: setValue };
}
