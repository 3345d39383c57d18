// Owns the list of calls the pages make, one function for each.
import { call } from './http';
import type * as wire from './types';

export const register = (account: wire.Registration) => call('POST', '/api/auth/register', account) as Promise<wire.Registered>;
export const lookAtInvitation = (token: string) => call('POST', '/api/auth/invitation', { token });
export const acceptInvitation = (token: string) => call('POST', '/api/auth/invitation/accept', { token }) as Promise<wire.UserAnswer>;
export const verifyEmail = (token: string, password?: string) =>
  call('POST', '/api/auth/verify-email', password === undefined ? { token } : { token, password });
export const lookAtVerification = (token: string) => call('POST', '/api/auth/verify-email/look', { token });
export const declineVerification = (token: string) => call('POST', '/api/auth/verify-email/decline', { token });
export const resendVerification = (email: string) => call('POST', '/api/auth/verify-email/resend', { email });
export const forgotPassword = (email: string) => call('POST', '/api/auth/password/forgot', { email });
export const resetPassword = (token: string, password: string) => call('POST', '/api/auth/password/reset', { token, password });

// Where the document can say less than the contract, the answer gets its narrower type here.
export const login = (email: string, password: string) =>
  call('POST', '/api/auth/login', { email, password }) as Promise<wire.LoginAnswer>;
export const passkeyLoginOptions = () => call('POST', '/api/auth/passkey/options', {});
export const passkeyLogin = (credential: wire.CredentialJson) =>
  call('POST', '/api/auth/passkey/login', { credential }) as Promise<wire.SignedIn>;
export const twofaPasskeyOptions = () => call('POST', '/api/auth/2fa/passkey/options', {});
export const twofaVerify = (proof: wire.SecondFactor, rememberDevice = false) =>
  call('POST', '/api/auth/2fa/verify-login', rememberDevice ? { ...proof, rememberDevice } : proof) as Promise<wire.SignedIn>;
export const pending = () => call('GET', '/api/auth/2fa/pending') as Promise<wire.Pending>;
export const extend = () => call('POST', '/api/auth/2fa/extend', {});
export const logout = () => call('POST', '/api/auth/logout', {});
export const logoutAll = () => call('POST', '/api/auth/logout-all', {});
export const reauthOptions = () => call('POST', '/api/auth/reauth/passkey/options', {});
export const reauth = (proof: wire.Proof) => call('POST', '/api/auth/reauth', proof);

export const me = () => call('GET', '/api/auth/me') as Promise<wire.UserAnswer>;
export const ownApps = () => call('GET', '/api/auth/apps');
export const changeName = (name: string) => call('PATCH', '/api/auth/me', { name }) as Promise<wire.UserAnswer>;
export const changeLocale = (locale: string) => call('PATCH', '/api/auth/me', { locale }) as Promise<wire.UserAnswer>;
export const changeEmail = (email: string, password: string) => call('POST', '/api/auth/email/change', { email, password });
export const resendEmailChange = () => call('POST', '/api/auth/email/change/resend', {});
export const cancelEmailChange = () => call('DELETE', '/api/auth/email/change');
export const confirmEmail = (token: string) => call('POST', '/api/auth/email/confirm', { token });
export const undoEmail = (token: string) => call('POST', '/api/auth/email/undo', { token });
export const changePassword = (currentPassword: string, newPassword: string) =>
  call('POST', '/api/auth/password/change', { currentPassword, newPassword });
export const exportData = () => call('GET', '/api/auth/me/export');
export const closeAccount = (password: string) => call('DELETE', '/api/auth/me', { password });
export const events = (kind: wire.Kind | undefined, before?: string, limit = 20) =>
  call('GET', '/api/auth/events', undefined, {
    query: { limit: String(limit), ...(kind && { kind }), ...(before && { before }) },
  });

/** `query` is that of the sign-in page's address, as the app's proxy wrote it. */
export const wayBack = (query: Record<string, string>) =>
  call('GET', '/api/authz/return', undefined, { query }) as Promise<wire.WayBack>;

export const twofaStatus = () => call('GET', '/api/auth/2fa/status') as Promise<wire.TwoFactorStatus>;
export const twofaSetup = (how: wire.SetupAsk) => call('POST', '/api/auth/2fa/setup', how);
export const twofaEnable = (token: string) => call('POST', '/api/auth/2fa/enable', { token });
/** Without a code a fresh proof by a second factor is asked for. */
export const twofaDisable = (code?: string) => call('POST', '/api/auth/2fa/disable', code === undefined ? {} : { code });
export const newBackupCodes = () => call('POST', '/api/auth/2fa/backup-codes', {});

export const passkeys = () => call('GET', '/api/auth/passkeys');
export const passkeyOptions = () => call('POST', '/api/auth/passkeys/options', {});
export const addPasskey = (credential: wire.CredentialJson, name: string) =>
  call('POST', '/api/auth/passkeys', name ? { credential, name } : { credential });
export const renameFactor = ({ kind, id }: wire.Factor, name: string) =>
  kind === 'passkey'
    ? call('PATCH', '/api/auth/passkeys/{key_id}', { name }, { id })
    : call('PATCH', '/api/auth/2fa/authenticators/{row_id}', { name }, { id });
export const removePasskey = (id: string) => call('DELETE', '/api/auth/passkeys/{key_id}', undefined, { id });
export const removeAuthenticator = (id: string) =>
  call('DELETE', '/api/auth/2fa/authenticators/{row_id}', undefined, { id });

export const devices = () => call('GET', '/api/auth/2fa/devices');
export const forgetDevice = (id: string) => call('DELETE', '/api/auth/2fa/devices/{device_id}', undefined, { id });

export const sessions = () => call('GET', '/api/auth/sessions') as Promise<wire.SessionList>;
export const endSession = (id: string) => call('DELETE', '/api/auth/sessions/{session_id}', undefined, { id });
export const endOtherSessions = () => call('DELETE', '/api/auth/sessions');
