// Owns whether passkeys can be used here, and using one; what talks to the browser comes when it is needed.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CredentialJson, PasskeyOptions, Signal } from '../api/types';
import { config } from './config';
import { useSubmit } from './submit';

/** Neither at an address without a name, nor in a browser that has no passkeys. */
export const isSupported = (): boolean => config.passkeys && typeof PublicKeyCredential === 'function';

export async function getPasskey(ask: () => Promise<PasskeyOptions>): Promise<CredentialJson | null> {
  const [{ get }, { publicKey }] = await Promise.all([import('./ceremony'), ask()]);
  return get(publicKey);
}

export async function createPasskey(ask: () => Promise<PasskeyOptions>): Promise<CredentialJson | null> {
  const [{ create }, { publicKey }] = await Promise.all([import('./ceremony'), ask()]);
  return create(publicKey);
}

/** One press, one ceremony; `unused` where no passkey came of it. */
export function useCeremony<A extends unknown[]>(
  obtain: (...args: A) => Promise<CredentialJson | null>,
  send: (credential: CredentialJson, ...args: A) => Promise<void>,
) {
  const [unused, setUnused] = useState(false);
  const submit = useSubmit(async (...args: A) => {
    setUnused(false);
    const credential = await obtain(...args);
    if (credential) await send(credential, ...args);
    else setUnused(true);
  });
  return { ...submit, unused };
}

/** Offers passkeys in the fields of the page, as long as `active`. */
export function useAutofill(active: boolean, ask: () => Promise<PasskeyOptions>, take: (credential: CredentialJson) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (!active || !isSupported()) return undefined;
    let gone = false;
    let stop = () => {};
    void import('./autofill').then(
      ({ offer }) => {
        if (!gone) stop = offer(ask, (credential) => latest.current(credential));
      },
      () => undefined,
    );
    return () => {
      gone = true;
      stop();
    };
  }, [active, ask]);
}

interface Signals {
  signalAllAcceptedCredentials?: (left: Signal) => Promise<void>;
}

/** Tells the browser which passkeys are left, where it takes that; without a signal it keeps all it has. */
export async function tellBrowser(signal: Signal | undefined): Promise<void> {
  if (!signal || !isSupported()) return;
  await (PublicKeyCredential as Signals).signalAllAcceptedCredentials?.(signal).catch(() => undefined);
}
