// Owns effects that run at a moment, with what the latest render knows, and not at every change of it.
import { useEffect, useRef } from 'preact/hooks';

/** Acts on the first render, and each time the value is another one. */
export function useEach(value: unknown, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => latest.current(), [value]);
}

/** Acts each time the condition comes true, on the first render too. */
export function useWhen(condition: boolean, act: () => void): void {
  useEach(condition, () => condition && act());
}

export function useOnce(act: () => void): void {
  useWhen(true, act);
}
