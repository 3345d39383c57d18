// Owns a mailed link's token while its reader signs in: this tab alone holds it, for a quarter of an hour, until it is taken once.
const LIFE = 15 * 60_000;
/** Each page has its own: an invitation's token is none that confirms an address. */
const keyOf = (page: string) => `link ${page}`;

/** A reload on the way, as phones do while the authenticator app is open, must not lose it; no address and no server sees it. */
export function keepToken(page: string, token: string, now = Date.now()): void {
  try {
    sessionStorage.setItem(keyOf(page), JSON.stringify({ token, until: now + LIFE }));
  } catch {
    // Storage can be switched off; then the link in the mail is opened once more.
  }
}

export function takeToken(page: string, now = Date.now()): string {
  try {
    const { token, until } = JSON.parse(sessionStorage.getItem(keyOf(page)) ?? '{}');
    sessionStorage.removeItem(keyOf(page));
    return typeof token === 'string' && now < until ? token : '';
  } catch {
    return '';
  }
}
