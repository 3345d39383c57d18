// Owns what each event of the security history looks like, and whether its owner may say that it was somebody else.
import type { SecurityEvent } from '../api/types';
import type { IconName } from '../components/Icon';
import type { Tone } from '../components/Section';

type Detail = SecurityEvent['detail'];

export interface Look {
  icon: IconName;
  tone?: Tone;
  /** A stranger could have done it: "This was not me" stands beside it. */
  doubt?: true;
  /** Comes in rows, which are told in one line. */
  repeats?: true;
}

/** By type alone, or by the reason too where it changes what the event means. */
type Entry = Look | ((detail: Detail) => Look);

const failedLogin = ({ reason }: Detail): Look =>
  reason === undefined || reason === 'invalid_credentials'
    ? { icon: 'alert', tone: 'bad', repeats: true }
    : { icon: 'lock', tone: 'warn', repeats: true }; // the password was right

const refusedCode = ({ reason }: Detail): Look =>
  reason === 'code_already_used' ? { icon: 'shield', repeats: true } : { icon: 'alert', tone: 'bad', repeats: true };

export const LOOKS: Record<string, Entry> = {
  'audit.chain_started': { icon: 'activity' },
  'audit.pruned': { icon: 'activity' },
  'account.registered': { icon: 'user' },
  'account.registered_again': { icon: 'mail', repeats: true },
  'account.registration_declined': { icon: 'user' },
  'account.registration_dropped': { icon: 'user' },
  'account.email_verified': { icon: 'mail', tone: 'good' },
  'account.verification_sent': { icon: 'mail' },
  'account.reset_asked': { icon: 'key', repeats: true },
  'account.password_reset': { icon: 'key', doubt: true },
  'account.password_changed': { icon: 'key', doubt: true },
  'account.password_refused': { icon: 'alert', tone: 'bad', repeats: true },
  'account.email_change_asked': { icon: 'mail', doubt: true },
  'account.email_change_cancelled': { icon: 'mail' },
  'account.email_changed': { icon: 'mail', doubt: true },
  'account.email_change_undone': { icon: 'mail' },
  'account.closed': { icon: 'trash', tone: 'bad' },
  'account.exported': { icon: 'download', doubt: true },
  'account.renamed': { icon: 'user' },
  'account.locale_changed': { icon: 'user' },
  'account.role_changed': { icon: 'user' },
  'account.disabled': { icon: 'lock', tone: 'bad' },
  'account.enabled': { icon: 'lock', tone: 'good' },
  'account.deleted': { icon: 'trash', tone: 'bad' },
  'account.unlocked': { icon: 'lock' },
  login: { icon: 'lock', tone: 'good', doubt: true },
  'login.failed': failedLogin,
  'login.second_factor_asked': { icon: 'shield', tone: 'warn', doubt: true, repeats: true },
  logout: { icon: 'leave' },
  'logout.all': { icon: 'leave' },
  'session.ended': { icon: 'leave' },
  'session.refresh_reused': { icon: 'alert', tone: 'bad', repeats: true },
  reauth: { icon: 'shield', repeats: true },
  'reauth.failed': { icon: 'alert', tone: 'bad', repeats: true },
  'device.trusted': { icon: 'computer', doubt: true },
  'device.forgotten': { icon: 'computer' },
  '2fa.setup_started': { icon: 'shield', repeats: true },
  '2fa.enabled': { icon: 'shield', tone: 'good', doubt: true },
  '2fa.replaced': { icon: 'shield', tone: 'good', doubt: true },
  '2fa.disabled': { icon: 'shield', tone: 'bad', doubt: true },
  '2fa.reset': { icon: 'shield', tone: 'bad', doubt: true },
  '2fa.asked': { icon: 'shield' },
  '2fa.backup_codes_replaced': { icon: 'codes', tone: 'good', doubt: true },
  '2fa.backup_code_used': { icon: 'codes', doubt: true },
  '2fa.code_refused': refusedCode,
  '2fa.locked': { icon: 'alert', tone: 'bad' },
  '2fa.secret_unreadable': { icon: 'alert', tone: 'bad' },
  'passkey.added': { icon: 'key', tone: 'good', doubt: true },
  'passkey.removed': { icon: 'key', doubt: true },
  'passkey.renamed': { icon: 'key' },
  'passkey.refused': { icon: 'alert', tone: 'bad', repeats: true },
  'passkey.counter': { icon: 'alert', tone: 'warn' },
  'authenticator.added': { icon: 'shield', tone: 'good', doubt: true },
  'authenticator.removed': { icon: 'shield', doubt: true },
  'authenticator.renamed': { icon: 'shield' },
  'recovery.begun': { icon: 'clock', tone: 'warn', doubt: true },
  'recovery.reminded': { icon: 'clock', tone: 'warn' },
  'recovery.ready': { icon: 'mail', tone: 'warn' },
  'recovery.finished': { icon: 'shield', tone: 'warn', doubt: true },
  'recovery.stopped': { icon: 'clock', tone: 'good' },
  'recovery.ended': { icon: 'clock' },
  'recovery.lapsed': { icon: 'clock' },
  'recovery.address_asked': { icon: 'mail', doubt: true },
  'recovery.address_set': { icon: 'mail', doubt: true },
  'recovery.address_removed': { icon: 'mail', doubt: true },
  'policy.changed': { icon: 'shield' },
  'policy.extended': { icon: 'clock', tone: 'good' },
  'account.registration_refused': { icon: 'mail', repeats: true },
  'invitation.made': { icon: 'mail' },
  'invitation.revoked': { icon: 'mail' },
  'invitation.taken': { icon: 'mail', tone: 'good' },
  'group.created': { icon: 'user' },
  'group.changed': { icon: 'user' },
  'group.deleted': { icon: 'user' },
  'group.joined': { icon: 'user', tone: 'good' },
  'group.left': { icon: 'user' },
  'app.added': { icon: 'lock' },
  'app.changed': { icon: 'lock' },
  'app.removed': { icon: 'lock' },
  'client.added': { icon: 'program' },
  'client.rotated': { icon: 'program' },
  'client.revoked': { icon: 'program' },
  'app_token.made': { icon: 'key', tone: 'good', doubt: true },
  'app_token.revoked': { icon: 'key', doubt: true },
  'keys.rotated': { icon: 'key' },
  'instance.restored': { icon: 'activity' },
};

export function lookOf(type: string, detail: Detail): Look {
  const entry = LOOKS[type] ?? { icon: 'activity' };
  return typeof entry === 'function' ? entry(detail) : entry;
}
