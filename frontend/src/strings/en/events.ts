// Owns the sentences of the security history in English: what happened, as one would tell it.
import { often, told, type Sentence } from '../sentence';

const FAILED: Record<string, Sentence> = {
  email_unverified: often('A sign-in failed: the address was not confirmed.', 'sign-ins failed: the address was not confirmed.'),
  account_disabled: often('A sign-in failed: the account was disabled.', 'sign-ins failed: the account was disabled.'),
};

const UNCHANGED: Record<string, Sentence> = {
  'new-password': often('A new password was refused: the current one was wrong.', 'new passwords were refused: the current one was wrong.'),
  'new-address': often('A new address was refused: the password was wrong.', 'new addresses were refused: the password was wrong.'),
  recovery: often('The recovery was not finished: the password was wrong.', 'tries to finish the recovery failed: the password was wrong.'),
  close: often('The account was not closed: the password was wrong.', 'tries to close the account failed: the password was wrong.'),
};

const STOPPED: Record<string, string> = {
  mail: 'The recovery was stopped by a mailed link.',
  session: 'The recovery was stopped by somebody who was signed in.',
  operator: 'An operator stopped the recovery.',
};

const ENDED: Record<string, string> = {
  factor: 'The recovery ended: a second factor was used.',
  password: 'The recovery ended: there is a new password.',
  address: 'The recovery ended: there is a new address.',
  operator: 'The recovery ended: an operator changed the account.',
};

const LAPSED: Record<string, string> = {
  'no-notice': 'The recovery lapsed: no mail about it could be sent.',
  unused: 'The recovery lapsed: nobody finished it in time.',
  'wrong-passwords': 'The recovery lapsed: too many wrong passwords.',
};

export const events: Record<string, Sentence> = {
  'account.registered': 'The account was registered.',
  'account.registered_again': ({ times }) => `Somebody tried to register this address again${times === 1 ? '' : `, ${times} times`}.`,
  'account.registration_declined': 'A registration was declined by the owner of the address.',
  'account.registration_dropped': 'A registration was dropped.',
  'account.email_verified': 'The address was confirmed.',
  'account.verification_sent': 'An operator sent a link that confirms the address.',
  'account.reset_asked': often('A link to reset the password was asked for.', 'links to reset the password were asked for.'),
  'account.password_reset': 'The password was reset by a mailed link.',
  'account.password_changed': 'The password was changed.',
  'account.password_refused': (detail) =>
    told(UNCHANGED[detail.surface ?? ''] ?? often('A change was refused: the password was wrong.', 'changes were refused: the password was wrong.'), detail),
  'account.email_change_asked': 'A change of address was asked for.',
  'account.email_change_cancelled': 'A change of address was cancelled.',
  'account.email_changed': 'The address was changed.',
  'account.email_change_undone': 'The account was taken back to this address.',
  'account.closed': 'The account was closed.',
  'account.exported': 'A copy of all data was downloaded.',
  'account.renamed': 'An operator changed the name.',
  'account.locale_changed': 'An operator changed the language.',
  'account.role_changed': ({ role }) => `The role was changed to ${role ?? 'another one'}.`,
  'account.disabled': 'The account was disabled.',
  'account.enabled': 'The account was enabled again.',
  'account.deleted': 'The account was deleted.',
  'account.unlocked': 'The count of wrong attempts was cleared.',
  login: ({ methods }) => (methods ? `Signed in with ${methods}.` : 'Signed in.'),
  'login.failed': (detail) =>
    told(FAILED[detail.reason ?? ''] ?? often('A sign-in failed: the password was wrong.', 'sign-ins failed: the password was wrong.'), detail),
  'login.second_factor_asked': ({ times }) => `The password was right${times === 1 ? '' : ` ${times} times`}, but no right code followed.`,
  logout: 'Signed out.',
  'logout.all': 'Signed out everywhere.',
  'session.ended': ({ ended }) => (ended === undefined ? 'One session was signed out.' : 'Signed out everywhere else.'),
  'session.refresh_reused': often('A spent token came back, so its session was ended.', 'spent tokens came back, so their sessions were ended.'),
  reauth: ({ times }) => (times === 1 ? 'Confirmed that it is you.' : `Confirmed ${times} times that it is you.`),
  'reauth.failed': often('A confirmation failed: the password was wrong.', 'confirmations failed: the password was wrong.'),
  'device.trusted': 'A browser was trusted.',
  'device.forgotten': 'A trusted browser was forgotten.',
  '2fa.setup_started': ({ times }) => `The set-up of an authenticator app was started${times === 1 ? '' : ` ${times} times`}.`,
  '2fa.enabled': 'Two-factor authentication was turned on.',
  '2fa.replaced': 'The authenticator app was replaced.',
  '2fa.disabled': 'Two-factor authentication was turned off.',
  '2fa.reset': 'Two-factor authentication was reset.',
  '2fa.asked': 'An operator asked for a new second factor.',
  '2fa.backup_codes_replaced': 'New backup codes were made.',
  '2fa.backup_code_used': ({ left }) => (left === undefined ? 'A backup code was used.' : `A backup code was used; ${left} left.`),
  '2fa.code_refused': (detail) =>
    told(
      detail.reason === 'code_already_used'
        ? often('A used code was entered again.', 'used codes were entered again.')
        : often('A wrong code was entered.', 'wrong codes were entered.'),
      detail,
    ),
  '2fa.locked': 'Too many wrong codes: the second step was locked for a while.',
  '2fa.secret_unreadable': 'The authenticator’s secret could not be read.',
  'passkey.added': 'A passkey was added.',
  'passkey.removed': 'A passkey was removed.',
  'passkey.renamed': 'A passkey was renamed.',
  'passkey.refused': often('A passkey was refused.', 'passkeys were refused.'),
  'passkey.counter': 'A passkey counted backwards: there may be a copy of it.',
  'authenticator.added': 'An authenticator app was added.',
  'authenticator.removed': 'An authenticator app was removed.',
  'authenticator.renamed': 'An authenticator app was renamed.',
  'recovery.begun': 'A recovery without a second factor was begun.',
  'recovery.reminded': 'Half of the recovery’s wait was over; we reminded you by mail.',
  'recovery.ready': 'The recovery’s wait was over; a link that finishes it was mailed.',
  'recovery.finished': 'The account was recovered without a second factor.',
  'recovery.stopped': ({ method }) => STOPPED[method ?? ''] ?? 'The recovery was stopped.',
  'recovery.ended': ({ reason }) => ENDED[reason ?? ''] ?? 'The recovery ended: the account was changed.',
  'recovery.lapsed': ({ reason }) => LAPSED[reason ?? ''] ?? 'The recovery lapsed.',
  'recovery.address_asked': 'A recovery address was asked for.',
  'recovery.address_set': 'A recovery address was set.',
  'recovery.address_removed': 'The recovery address was removed.',
  'audit.chain_started': 'The history of this service was begun.',
  'audit.pruned': 'Old entries of this service’s history were moved away.',
  'policy.changed': 'The rule on who needs two factors was changed.',
  'policy.extended': ({ until }) => `More time was given to set up the sign-in${until ? `: until ${until}` : ''}.`,
  'account.registration_refused': often(
    'A registration was refused: it needs an invitation, or registration is closed.',
    'registrations were refused: they need an invitation, or registration is closed.',
  ),
  'invitation.made': 'An invitation was made.',
  'invitation.revoked': 'An invitation was revoked.',
  'invitation.taken': 'An invitation was accepted.',
  'group.created': 'A group was made.',
  'group.changed': 'A group was changed.',
  'group.deleted': 'A group was deleted.',
  'group.joined': ({ group }) => (group ? `The account joined the group ${group}.` : 'The account joined a group.'),
  'group.left': ({ group }) => (group ? `The account left the group ${group}.` : 'The account left a group.'),
  'app.added': 'An app was listed.',
  'app.changed': 'An app was changed.',
  'app.removed': 'An app was taken off the list.',
  'app_token.made': 'An app token was made.',
  'app_token.revoked': 'An app token was revoked.',
  'client.added': 'A client was added.',
  'client.rotated': 'A client got a new secret.',
  'client.revoked': 'A client was deleted.',
  'keys.rotated': 'This service made fresh keys.',
  'instance.restored': 'This service was restored from a backup.',
};
