// Owns acting when the browser's connection comes back.
import { useEffect, useRef } from 'preact/hooks';

export function useOnline(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onOnline = () => latest.current();
    addEventListener('online', onOnline);
    return () => removeEventListener('online', onOnline);
  }, []);
}
