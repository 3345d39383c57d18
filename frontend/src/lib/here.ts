// Owns whether the page that asks is still the one that the address names.
import { useLocation, useRoute } from 'preact-iso';

/** The router shows the old page until a new one's script has loaded: by then the address is the new page's, and the old page must not act on it. */
export function useHere(): boolean {
  return useLocation().path === useRoute().path;
}
