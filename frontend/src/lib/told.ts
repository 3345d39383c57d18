// Owns what is told about something that was done: it goes with the next press.
import { useEffect, useState } from 'preact/hooks';

export function useTold(): [string, (text: string) => void] {
  const [told, tell] = useState('');
  useEffect(() => {
    if (!told) return undefined;
    const forget = () => tell('');
    // Ahead of what the press does, which may tell something new. Enter and Space press, too.
    addEventListener('click', forget, true);
    return () => removeEventListener('click', forget, true);
  }, [told]);
  return [told, tell];
}
