// Owns loading the whole page anew by itself: once, because a second time at once would not help either.
const KEY = 'reloaded';
const SOON = 60_000;

/** Tells whether the page may load itself anew, and keeps that it did. */
function mayReload(now: number): boolean {
  try {
    const before = Number(sessionStorage.getItem(KEY));
    const may = now - before > SOON;
    if (may) sessionStorage.setItem(KEY, String(now));
    return may;
  } catch {
    return false; // Storage can be switched off; then a person presses the button.
  }
}

/** Loads the page anew; answers false where it did so a moment ago. */
export function reloadOnce(now = Date.now()): boolean {
  const may = mayReload(now);
  if (may) location.reload();
  return may;
}
