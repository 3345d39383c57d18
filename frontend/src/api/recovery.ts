// Owns the list of calls about an account that is recovered without its second factor, one function for each.
import { call } from './http';
import type * as wire from './types';

export const beginRecovery = () => call('POST', '/api/auth/recovery', {});
export const stopOwnRecovery = () => call('DELETE', '/api/auth/recovery');
export const stopRecovery = (token: string) => call('POST', '/api/auth/recovery/stop', { token });
export const finishRecovery = (token: string, password: string) =>
  call('POST', '/api/auth/recovery/finish', { token, password }) as Promise<wire.SignedIn>;

export const recoveryAddress = () => call('GET', '/api/auth/recovery-address');
export const askRecoveryAddress = (email: string) => call('PUT', '/api/auth/recovery-address', { email });
export const confirmRecoveryAddress = (token: string) => call('POST', '/api/auth/recovery-address/confirm', { token });
export const removeRecoveryAddress = () => call('DELETE', '/api/auth/recovery-address');
