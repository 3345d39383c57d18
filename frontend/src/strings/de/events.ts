// Owns the sentences of the security history in German.
import type { Sentence } from '../en/events';

const FAILED: Record<string, string> = {
  email_unverified: 'Eine Anmeldung schlug fehl: Die Adresse war nicht bestätigt.',
  account_disabled: 'Eine Anmeldung schlug fehl: Das Konto war gesperrt.',
};

export const events: Record<string, Sentence> = {
  'account.registered': 'Das Konto wurde angelegt.',
  'account.email_verified': 'Die Adresse wurde bestätigt.',
  'account.reset_asked': 'Ein Link zum Zurücksetzen des Passworts wurde angefordert.',
  'account.password_reset': 'Das Passwort wurde über einen Link neu gesetzt.',
  'account.password_changed': 'Das Passwort wurde geändert.',
  'account.password_refused': 'Eine Änderung des Passworts schlug fehl: Das bisherige war falsch.',
  'account.email_change_asked': 'Eine Änderung der Adresse wurde angefordert.',
  'account.email_change_cancelled': 'Eine Änderung der Adresse wurde abgebrochen.',
  'account.email_changed': 'Die Adresse wurde geändert.',
  'account.email_change_undone': 'Das Konto wurde an diese Adresse zurückgeholt.',
  'account.closed': 'Das Konto wurde geschlossen.',
  'account.exported': 'Eine Kopie aller Daten wurde heruntergeladen.',
  'account.role_changed': ({ role }) => `Die Rolle wurde geändert: ${role ?? 'andere'}.`,
  'account.disabled': 'Das Konto wurde gesperrt.',
  'account.enabled': 'Das Konto wurde wieder freigegeben.',
  'account.unlocked': 'Die Zählung falscher Versuche wurde gelöscht.',
  login: ({ methods }) => (methods ? `Angemeldet mit ${methods}.` : 'Angemeldet.'),
  'login.failed': ({ reason = '' }) => FAILED[reason] ?? 'Eine Anmeldung schlug fehl: Das Passwort war falsch.',
  'login.second_factor_asked': 'Das Passwort stimmte, und ein Code wurde verlangt.',
  logout: 'Abgemeldet.',
  'logout.all': 'Überall abgemeldet.',
  'session.ended': ({ ended }) => (ended === undefined ? 'Eine Sitzung wurde abgemeldet.' : 'Überall sonst abgemeldet.'),
  'session.refresh_reused': 'Ein verbrauchtes Token kam zurück; seine Sitzung wurde beendet.',
  reauth: 'Bestätigt, dass Sie es sind.',
  'reauth.failed': 'Eine Bestätigung schlug fehl: Das Passwort war falsch.',
  'device.trusted': 'Einem Browser wurde für 30 Tage vertraut.',
  'device.forgotten': 'Ein vertrauter Browser wurde vergessen.',
  '2fa.setup_started': 'Die Einrichtung einer Authenticator-App wurde begonnen.',
  '2fa.enabled': 'Die zwei Faktoren wurden eingeschaltet.',
  '2fa.replaced': 'Die Authenticator-App wurde ersetzt.',
  '2fa.disabled': 'Die zwei Faktoren wurden ausgeschaltet.',
  '2fa.reset': 'Der zweite Faktor wurde zurückgesetzt.',
  '2fa.backup_codes_replaced': 'Neue Ersatzcodes wurden erzeugt.',
  '2fa.backup_code_used': ({ left }) => (left === undefined ? 'Ein Ersatzcode wurde verwendet.' : `Ein Ersatzcode wurde verwendet; ${left} übrig.`),
  '2fa.code_refused': ({ reason }) =>
    reason === 'code_already_used' ? 'Ein verbrauchter Code wurde noch einmal eingegeben.' : 'Ein falscher Code wurde eingegeben.',
  '2fa.locked': 'Zu viele falsche Codes: Der zweite Schritt war eine Weile gesperrt.',
  '2fa.secret_unreadable': 'Das Geheimnis der Authenticator-App war nicht lesbar.',
};
