// Owns asking the browser for a passkey, or for a new one: one ceremony at a time, and a cancelled one costs nothing.
import { ApiError } from '../api/http';
import type { CredentialJson, OptionsJson } from '../api/types';
import { add, t } from '../strings';
import { ceremony } from '../strings/en/ceremony';
import { creationOf, jsonOf, requestOf } from './credential';

add({ ceremony });

interface Running {
  abort: () => void;
  ended: Promise<unknown>;
}

let last: Running | null = null;

/** Cancelled, none here, timed out: browsers do not tell these apart, so that no site learns who has one. */
const UNUSED = new Set(['NotAllowedError', 'AbortError', 'TimeoutError']);

function judge(reason: unknown): null {
  const name = reason instanceof Error ? reason.name : '';
  if (UNUSED.has(name)) return null;
  if (name === 'InvalidStateError') throw new ApiError(0, { code: 'passkey_known', message: t.ceremony.known });
  throw new ApiError(0, { code: 'passkey_failed', message: t.ceremony.failed });
}

type Start = (signal: AbortSignal) => Promise<Credential | null>;

/** Browsers refuse a second ceremony beside one that has not ended, and an aborted one ends a little later. */
async function after(before: Running | null, start: Start, signal: AbortSignal): Promise<CredentialJson | null> {
  before?.abort();
  await before?.ended;
  if (signal.aborted) return null;
  const credential = await start(signal);
  return credential && jsonOf(credential as PublicKeyCredential);
}

/** The newest one alone goes on; it takes its place in the row at once. */
function alone(start: Start, controller = new AbortController()): Promise<CredentialJson | null> {
  const asked = after(last, start, controller.signal).catch(judge);
  last = { abort: () => controller.abort(), ended: asked.catch(() => null) };
  return asked;
}

/** A new passkey; null where none was made. */
export function create(options: OptionsJson): Promise<CredentialJson | null> {
  return alone((signal) => navigator.credentials.create({ publicKey: creationOf(options), signal }));
}

/** One that is there; null where none was used. With `autofill` it waits among the suggestions of a field until that aborts. */
export function get(options: OptionsJson, autofill?: AbortController): Promise<CredentialJson | null> {
  return alone((signal) => {
    const asked: CredentialRequestOptions = { publicKey: requestOf(options), signal };
    return navigator.credentials.get(autofill ? { ...asked, mediation: 'conditional' } : asked);
  }, autofill);
}
