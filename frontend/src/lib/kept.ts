// Owns a mailed link's token while its reader signs in: this tab alone holds it, for a quarter of an hour, until it is taken once.
const KEY = 'link';
const LIFE = 15 * 60_000;

/** A reload on the way, as phones do while the authenticator app is open, must not lose it; no address and no server sees it. */
export function keepToken(token: string, now = Date.now()): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ token, until: now + LIFE }));
  } catch {
    // Storage can be switched off; then the link in the mail is opened once more.
  }
}

export function takeToken(now = Date.now()): string {
  try {
    const { token, until } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    sessionStorage.removeItem(KEY);
    return typeof token === 'string' && now < until ? token : '';
  } catch {
    return '';
  }
}
