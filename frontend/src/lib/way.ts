// Owns by what somebody proves who they are: a passkey where both sides can, else a code, else the password.
import { useState } from 'preact/hooks';
import type { Method } from '../api/types';
import { kindsIn } from './code';
import { isSupported } from './passkeys';

export type Way = 'passkey' | 'code' | 'password' | 'none';

export function useWay(methods: readonly Method[]) {
  const [turned, turn] = useState(false);
  const keyed = isSupported() && methods.includes('passkey');
  const kinds = kindsIn(methods);
  const other: Way = kinds.length > 0 ? 'code' : methods.includes('passkey') ? 'none' : 'password';
  return {
    way: keyed && (!turned || other === 'none') ? ('passkey' as const) : other,
    kinds,
    keyed,
    /** Both ways lead on, one press apart. */
    toggle: keyed && other === 'code' ? () => turn(!turned) : null,
  };
}
