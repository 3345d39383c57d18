// Owns the words kept in the browser's storage: theme, language, and whether somebody is signed in here. Never a secret.
type Key = 'theme' | 'language' | 'signed-in';

/** Where storage is switched off nobody knows but the server. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem('signed-in') !== null;
  } catch {
    return true;
  }
}

export function recall(key: Key): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: Key, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage can be switched off; the page works without it.
  }
}
