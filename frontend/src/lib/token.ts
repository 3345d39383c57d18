// Owns the token of a mailed link: it stands behind the `#`, which no server sees, and leaves the address bar at once.
import { useEffect, useState } from 'preact/hooks';

const inAddress = () => new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

/** `kept` stands in where the address has none. */
export function useToken(kept = ''): string {
  const [token, setToken] = useState(() => inAddress() || kept);
  useEffect(() => {
    function take(): void {
      const found = inAddress();
      if (!found) return;
      setToken(found);
      history.replaceState(null, '', location.pathname + location.search);
    }
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return token;
}
