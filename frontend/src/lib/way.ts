// Owns by what somebody proves who they are: a passkey where both sides can, else a code, else the password.
import { useState } from 'preact/hooks';
import { ApiError } from '../api/http';
import type { Method } from '../api/types';
import { kindsIn } from './code';
import { isSupported } from './passkeys';

export type Way = 'passkey' | 'code' | 'password' | 'none';

const PASSKEY: readonly Method[] = ['passkey'];

/** The policy takes no code, which may be news to a page that asked for one. */
export const takesNoCode = (error: unknown): error is ApiError => error instanceof ApiError && error.code === 'passkey_required';

export function useWay(known: readonly Method[]) {
  const [turned, turn] = useState(false);
  const [refused, refuse] = useState<ApiError | null>(null);
  const methods = refused ? PASSKEY : known;
  const keyed = isSupported() && methods.includes('passkey');
  const kinds = kindsIn(methods);
  const other: Way = kinds.length > 0 ? 'code' : methods.includes('passkey') ? 'none' : 'password';
  return {
    way: keyed && (!turned || other === 'none') ? ('passkey' as const) : other,
    kinds,
    keyed,
    /** That no code is taken any more: from then on a passkey alone is asked for. */
    refused,
    refuse,
    /** Both ways lead on, one press apart. */
    toggle: keyed && other === 'code' ? () => turn(!turned) : null,
  };
}
