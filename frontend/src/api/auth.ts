// Owns the list of calls the pages make, one function for each.
import { call } from './http';
import type * as wire from './types';

const auth = '/api/auth';

export const register = (account: wire.Registration) => call<wire.Message>('POST', `${auth}/register`, account);
export const verifyEmail = (token: string) => call<wire.Message>('POST', `${auth}/verify-email`, { token });
export const resendVerification = (email: string) =>
  call<wire.Message>('POST', `${auth}/verify-email/resend`, { email });

export const login = (email: string, password: string) =>
  call<wire.LoginAnswer>('POST', `${auth}/login`, { email, password });
export const twofaVerify = (code: string) => call<wire.SignedIn>('POST', `${auth}/2fa/verify-login`, { code });
export const pending = () => call<wire.Pending>('GET', `${auth}/2fa/pending`);
export const extend = () => call<{ expiresIn: number }>('POST', `${auth}/2fa/extend`, {});
export const logout = () => call<wire.Message>('POST', `${auth}/logout`, {});
export const logoutAll = () => call<wire.Message>('POST', `${auth}/logout-all`, {});
export const reauth = (proof: wire.Proof) => call<wire.Message>('POST', `${auth}/reauth`, proof);

export const me = () => call<{ user: wire.User }>('GET', `${auth}/me`);

export const twofaStatus = () => call<wire.TwoFactorStatus>('GET', `${auth}/2fa/status`);
export const twofaSetup = () => call<wire.TwoFactorSetup>('POST', `${auth}/2fa/setup`, {});
export const twofaEnable = (token: string) =>
  call<wire.Message & wire.BackupCodes>('POST', `${auth}/2fa/enable`, { token });
export const twofaDisable = (code: string) => call<wire.Message>('POST', `${auth}/2fa/disable`, { code });
export const newBackupCodes = () => call<wire.BackupCodes>('POST', `${auth}/2fa/backup-codes`, {});

export const sessions = () => call<{ sessions: wire.Session[] }>('GET', `${auth}/sessions`);
export const endSession = (id: string) =>
  call<wire.Message>('DELETE', `${auth}/sessions/${encodeURIComponent(id)}`);
export const endOtherSessions = () => call<wire.Message>('DELETE', `${auth}/sessions`);
