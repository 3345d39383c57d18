// Owns the passkeys among the suggestions of the sign-in form: offered anew before their challenge has run out.
import type { CredentialJson, PasskeyOptions } from '../api/types';
import { get } from './ceremony';

/** A challenge lives for five minutes. */
const RENEW = 4 * 60_000;

/** Offers them until the answer is called; where the browser has no such suggestions, nothing happens. */
export function offer(ask: () => Promise<PasskeyOptions>, take: (credential: CredentialJson) => void): () => void {
  let over = false;
  let controller = new AbortController();
  let timer = 0;
  async function once(): Promise<void> {
    controller = new AbortController();
    const { publicKey } = await ask();
    if (over) return;
    timer = window.setTimeout(again, RENEW);
    const credential = await get(publicKey, controller);
    if (credential && !over) take(credential);
  }
  /** Nobody looks at a hidden tab, so that it asks the server for nothing. */
  function again(): void {
    controller.abort();
    if (document.hidden) document.addEventListener('visibilitychange', begin, { once: true });
    else begin();
  }
  function begin(): void {
    // Suggestions are a convenience: the button below the form tells what is wrong.
    if (!over) void once().catch(() => undefined);
  }
  void PublicKeyCredential.isConditionalMediationAvailable?.().then((available) => available && begin());
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', begin);
    controller.abort();
  };
}
