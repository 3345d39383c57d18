// Owns a browser that has passkeys, for the tests: its ceremonies answer as a test says, and abort as real ones do.
import { vi } from 'vitest';
import type { Reply } from './testing';
import { config } from './lib/config';

export type Signal = (left: object) => Promise<void>;
type Ceremony = (options: { signal: AbortSignal; mediation?: string }) => Promise<unknown>;

export const KEY = {
  id: 'AQID',
  toJSON: () => ({ id: 'AQID', type: 'public-key' }),
};
export const KEY_JSON = '{"id":"AQID","type":"public-key"}';
export const OPTIONS: Reply = { body: { publicKey: { challenge: 'AQID' } } };

export const named = (name: string) => Object.assign(new Error(name), { name });
export const answers: Ceremony = () => Promise.resolve(KEY);
export const fails =
  (name: string): Ceremony =>
  () => Promise.reject(named(name));

/** Lasts until it is aborted, and a while longer. */
export const waits =
  (log: string[] = [], lasting = 5): Ceremony =>
  ({ signal, mediation = 'modal' }) =>
    new Promise((_, reject) => {
      log.push(`${mediation} began`);
      signal.addEventListener('abort', () =>
        setTimeout(() => {
          log.push(`${mediation} ended`);
          reject(named('AbortError'));
        }, lasting),
      );
    });

interface Browser {
  get?: Ceremony;
  create?: Ceremony;
  autofill?: boolean;
  signal?: Signal;
}

const never = () => Promise.reject(named('NotAllowedError'));

export function giveBrowserPasskeys({ get = never, create = never, autofill = false, signal }: Browser = {}) {
  const credentials = { get: vi.fn<Ceremony>(get), create: vi.fn<Ceremony>(create) };
  const known = Object.assign(() => undefined, {
    parseRequestOptionsFromJSON: (json: object) => json,
    parseCreationOptionsFromJSON: (json: object) => json,
    isConditionalMediationAvailable: () => Promise.resolve(autofill),
    signalAllAcceptedCredentials: signal,
  });
  vi.stubGlobal('PublicKeyCredential', known);
  Object.defineProperty(navigator, 'credentials', { value: credentials, configurable: true });
  config.passkeys = true;
  return credentials;
}
