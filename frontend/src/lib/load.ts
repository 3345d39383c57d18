// Owns data that a page asks for when it opens: the answer, or the error in its place until the connection is back.
import { useState } from 'preact/hooks';
import { useAction } from './action';
import { useOnce } from './effect';
import { useOnline } from './online';

export function useLoaded<T>(ask: () => Promise<T>) {
  const [value, setValue] = useState<T | null>(null);
  const { run, busy, error } = useAction(async () => setValue(await ask()));
  useOnce(() => void run());
  useOnline(() => {
    if (error) void run();
  });
  return { value, error, busy, reload: run };
}
