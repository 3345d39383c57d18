// Owns the sentences of the security history in English: what happened, as one would tell it.
export interface EventDetail {
  methods?: string;
  left?: number;
  ended?: number;
  role?: string;
  reason?: string;
}

export type Sentence = string | ((detail: EventDetail) => string);

const FAILED: Record<string, string> = {
  email_unverified: 'A sign-in failed: the address was not confirmed.',
  account_disabled: 'A sign-in failed: the account was disabled.',
};

export const events: Record<string, Sentence> = {
  'account.registered': 'The account was registered.',
  'account.registered_again': 'Somebody tried to register this address again.',
  'account.registration_declined': 'A registration was declined by the owner of the address.',
  'account.registration_dropped': 'A registration was dropped.',
  'account.email_verified': 'The address was confirmed.',
  'account.verification_sent': 'An operator sent a link that confirms the address.',
  'account.reset_asked': 'A link to reset the password was asked for.',
  'account.password_reset': 'The password was reset by a mailed link.',
  'account.password_changed': 'The password was changed.',
  'account.password_refused': 'A password change failed: the current password was wrong.',
  'account.email_change_asked': 'A change of address was asked for.',
  'account.email_change_cancelled': 'A change of address was cancelled.',
  'account.email_changed': 'The address was changed.',
  'account.email_change_undone': 'The account was taken back to this address.',
  'account.closed': 'The account was closed.',
  'account.exported': 'A copy of all data was downloaded.',
  'account.renamed': 'An operator changed the name.',
  'account.role_changed': ({ role }) => `The role was changed to ${role ?? 'another one'}.`,
  'account.disabled': 'The account was disabled.',
  'account.enabled': 'The account was enabled again.',
  'account.unlocked': 'The count of wrong attempts was cleared.',
  login: ({ methods }) => (methods ? `Signed in with ${methods}.` : 'Signed in.'),
  'login.failed': ({ reason = '' }) => FAILED[reason] ?? 'A sign-in failed: the password was wrong.',
  'login.second_factor_asked': 'The password was right, and a code was asked for.',
  logout: 'Signed out.',
  'logout.all': 'Signed out everywhere.',
  'session.ended': ({ ended }) => (ended === undefined ? 'One session was signed out.' : 'Signed out everywhere else.'),
  'session.refresh_reused': 'A spent token came back, so its session was ended.',
  reauth: 'Confirmed that it is you.',
  'reauth.failed': 'A confirmation failed: the password was wrong.',
  'device.trusted': 'A browser was trusted.',
  'device.forgotten': 'A trusted browser was forgotten.',
  '2fa.setup_started': 'The set-up of an authenticator app was started.',
  '2fa.enabled': 'Two-factor authentication was turned on.',
  '2fa.replaced': 'The authenticator app was replaced.',
  '2fa.disabled': 'Two-factor authentication was turned off.',
  '2fa.reset': 'Two-factor authentication was reset.',
  '2fa.asked': 'An operator asked for a new second factor.',
  '2fa.backup_codes_replaced': 'New backup codes were made.',
  '2fa.backup_code_used': ({ left }) => (left === undefined ? 'A backup code was used.' : `A backup code was used; ${left} left.`),
  '2fa.code_refused': ({ reason }) => (reason === 'code_already_used' ? 'A used code was entered again.' : 'A wrong code was entered.'),
  '2fa.locked': 'Too many wrong codes: the second step was locked for a while.',
  '2fa.secret_unreadable': 'The authenticator’s secret could not be read.',
};
