// Owns the sentences of the security history in German.
import { often, told, type Sentence } from '../sentence';

const FAILED: Record<string, Sentence> = {
  email_unverified: often('Eine Anmeldung schlug fehl: Die Adresse war nicht bestätigt.', 'Anmeldungen schlugen fehl: Die Adresse war nicht bestätigt.'),
  account_disabled: often('Eine Anmeldung schlug fehl: Das Konto war gesperrt.', 'Anmeldungen schlugen fehl: Das Konto war gesperrt.'),
};

const UNCHANGED: Record<string, Sentence> = {
  'new-password': often('Ein neues Passwort wurde abgelehnt: Das bisherige war falsch.', 'neue Passwörter wurden abgelehnt: Das bisherige war falsch.'),
  'new-address': often('Eine neue Adresse wurde abgelehnt: Das Passwort war falsch.', 'neue Adressen wurden abgelehnt: Das Passwort war falsch.'),
  recovery: often('Die Wiederherstellung wurde nicht abgeschlossen: Das Passwort war falsch.', 'Versuche, die Wiederherstellung abzuschließen, schlugen fehl: Das Passwort war falsch.'),
  close: often('Das Konto wurde nicht geschlossen: Das Passwort war falsch.', 'Versuche, das Konto zu schließen, schlugen fehl: Das Passwort war falsch.'),
};

const STOPPED: Record<string, string> = {
  mail: 'Die Wiederherstellung wurde über einen Link aus einer Mail gestoppt.',
  session: 'Jemand, der angemeldet war, hat die Wiederherstellung gestoppt.',
  operator: 'Der Betreiber hat die Wiederherstellung gestoppt.',
};

const ENDED: Record<string, string> = {
  factor: 'Die Wiederherstellung endete: Ein zweiter Faktor wurde verwendet.',
  password: 'Die Wiederherstellung endete: Es gibt ein neues Passwort.',
  address: 'Die Wiederherstellung endete: Es gibt eine neue Adresse.',
  operator: 'Die Wiederherstellung endete: Der Betreiber hat das Konto geändert.',
};

const LAPSED: Record<string, string> = {
  'no-notice': 'Die Wiederherstellung verfiel: Keine Mail darüber konnte verschickt werden.',
  unused: 'Die Wiederherstellung verfiel: Niemand hat sie rechtzeitig abgeschlossen.',
  'wrong-passwords': 'Die Wiederherstellung verfiel: Zu viele falsche Passwörter.',
};

export const events: Record<string, Sentence> = {
  'account.registered': 'Das Konto wurde angelegt.',
  'account.registered_again': ({ times }) => `Jemand wollte diese Adresse ${times === 1 ? 'noch einmal' : `noch ${times}-mal`} registrieren.`,
  'account.registration_declined': 'Wer die Adresse besitzt, hat eine Registrierung abgelehnt.',
  'account.registration_dropped': 'Eine Registrierung wurde verworfen.',
  'account.email_verified': 'Die Adresse wurde bestätigt.',
  'account.verification_sent': 'Der Betreiber hat einen Link zum Bestätigen der Adresse geschickt.',
  'account.reset_asked': often('Ein Link zum Zurücksetzen des Passworts wurde angefordert.', 'Links zum Zurücksetzen des Passworts wurden angefordert.'),
  'account.password_reset': 'Das Passwort wurde über einen Link neu gesetzt.',
  'account.password_changed': 'Das Passwort wurde geändert.',
  'account.password_refused': (detail) =>
    told(UNCHANGED[detail.surface ?? ''] ?? often('Eine Änderung wurde abgelehnt: Das Passwort war falsch.', 'Änderungen wurden abgelehnt: Das Passwort war falsch.'), detail),
  'account.email_change_asked': 'Eine Änderung der Adresse wurde angefordert.',
  'account.email_change_cancelled': 'Eine Änderung der Adresse wurde abgebrochen.',
  'account.email_changed': 'Die Adresse wurde geändert.',
  'account.email_change_undone': 'Das Konto wurde an diese Adresse zurückgeholt.',
  'account.closed': 'Das Konto wurde geschlossen.',
  'account.exported': 'Eine Kopie aller Daten wurde heruntergeladen.',
  'account.renamed': 'Der Betreiber hat den Namen geändert.',
  'account.locale_changed': 'Der Betreiber hat die Sprache geändert.',
  'account.role_changed': ({ role }) => `Die Rolle wurde geändert: ${role ?? 'andere'}.`,
  'account.disabled': 'Das Konto wurde gesperrt.',
  'account.enabled': 'Das Konto wurde wieder freigegeben.',
  'account.deleted': 'Das Konto wurde gelöscht.',
  'account.unlocked': 'Die Zählung falscher Versuche wurde gelöscht.',
  login: ({ methods }) => (methods ? `Angemeldet mit ${methods}.` : 'Angemeldet.'),
  'login.failed': (detail) =>
    told(FAILED[detail.reason ?? ''] ?? often('Eine Anmeldung schlug fehl: Das Passwort war falsch.', 'Anmeldungen schlugen fehl: Das Passwort war falsch.'), detail),
  'login.second_factor_asked': ({ times }) => `Das Passwort stimmte${times === 1 ? '' : ` ${times}-mal`}, aber es folgte kein richtiger Code.`,
  logout: 'Abgemeldet.',
  'logout.all': 'Überall abgemeldet.',
  'session.ended': ({ ended }) => (ended === undefined ? 'Eine Sitzung wurde abgemeldet.' : 'Überall sonst abgemeldet.'),
  'session.refresh_reused': often('Ein verbrauchtes Token kam zurück; seine Sitzung wurde beendet.', 'verbrauchte Token kamen zurück; ihre Sitzungen wurden beendet.'),
  reauth: ({ times }) => `Bestätigt, dass Sie es sind${times === 1 ? '' : ` (${times}-mal)`}.`,
  'reauth.failed': often('Eine Bestätigung schlug fehl: Das Passwort war falsch.', 'Bestätigungen schlugen fehl: Das Passwort war falsch.'),
  'device.trusted': 'Einem Browser wurde vertraut.',
  'device.forgotten': 'Ein vertrauter Browser wurde vergessen.',
  '2fa.setup_started': ({ times }) => `Die Einrichtung einer Authenticator-App wurde ${times === 1 ? '' : `${times}-mal `}begonnen.`,
  '2fa.enabled': 'Die zwei Faktoren wurden eingeschaltet.',
  '2fa.replaced': 'Die Authenticator-App wurde ersetzt.',
  '2fa.disabled': 'Die zwei Faktoren wurden ausgeschaltet.',
  '2fa.reset': 'Der zweite Faktor wurde zurückgesetzt.',
  '2fa.asked': 'Der Betreiber verlangt einen neuen zweiten Faktor.',
  '2fa.backup_codes_replaced': 'Neue Ersatzcodes wurden erzeugt.',
  '2fa.backup_code_used': ({ left }) => (left === undefined ? 'Ein Ersatzcode wurde verwendet.' : `Ein Ersatzcode wurde verwendet; ${left} übrig.`),
  '2fa.code_refused': (detail) =>
    told(
      detail.reason === 'code_already_used'
        ? often('Ein verbrauchter Code wurde noch einmal eingegeben.', 'verbrauchte Codes wurden noch einmal eingegeben.')
        : often('Ein falscher Code wurde eingegeben.', 'falsche Codes wurden eingegeben.'),
      detail,
    ),
  '2fa.locked': 'Zu viele falsche Codes: Der zweite Schritt war eine Weile gesperrt.',
  '2fa.secret_unreadable': 'Das Geheimnis der Authenticator-App war nicht lesbar.',
  'passkey.added': 'Ein Passkey wurde hinzugefügt.',
  'passkey.removed': 'Ein Passkey wurde entfernt.',
  'passkey.renamed': 'Ein Passkey wurde umbenannt.',
  'passkey.refused': often('Ein Passkey wurde abgelehnt.', 'Passkeys wurden abgelehnt.'),
  'passkey.counter': 'Ein Passkey hat rückwärts gezählt: Vielleicht gibt es eine Kopie.',
  'authenticator.added': 'Eine Authenticator-App wurde hinzugefügt.',
  'authenticator.removed': 'Eine Authenticator-App wurde entfernt.',
  'authenticator.renamed': 'Eine Authenticator-App wurde umbenannt.',
  'recovery.begun': 'Eine Wiederherstellung ohne zweiten Faktor wurde begonnen.',
  'recovery.reminded': 'Die Wartezeit der Wiederherstellung war halb vorbei; eine Mail hat daran erinnert.',
  'recovery.ready': 'Die Wartezeit der Wiederherstellung war vorbei; ein Link zum Abschließen wurde geschickt.',
  'recovery.finished': 'Das Konto wurde ohne zweiten Faktor wiederhergestellt.',
  'recovery.stopped': ({ method }) => STOPPED[method ?? ''] ?? 'Die Wiederherstellung wurde gestoppt.',
  'recovery.ended': ({ reason }) => ENDED[reason ?? ''] ?? 'Die Wiederherstellung endete: Das Konto wurde geändert.',
  'recovery.lapsed': ({ reason }) => LAPSED[reason ?? ''] ?? 'Die Wiederherstellung verfiel.',
  'recovery.address_asked': 'Eine Adresse für die Wiederherstellung wurde angefordert.',
  'recovery.address_set': 'Eine Adresse für die Wiederherstellung wurde gesetzt.',
  'recovery.address_removed': 'Die Adresse für die Wiederherstellung wurde entfernt.',
  'audit.chain_started': 'Der Verlauf dieses Dienstes wurde begonnen.',
  'audit.pruned': 'Alte Einträge im Verlauf dieses Dienstes wurden ausgelagert.',
  'policy.changed': 'Die Regel, wer zwei Faktoren braucht, wurde geändert.',
  'policy.extended': ({ until }) => `Für das Einrichten der Anmeldung gibt es mehr Zeit${until ? `: bis zum ${until} Uhr` : ''}.`,
  'account.registration_refused': often(
    'Eine Registrierung wurde abgewiesen: Sie braucht eine Einladung, oder die Registrierung ist geschlossen.',
    'Registrierungen wurden abgewiesen: Sie brauchen eine Einladung, oder die Registrierung ist geschlossen.',
  ),
  'invitation.made': 'Eine Einladung wurde ausgestellt.',
  'invitation.revoked': 'Eine Einladung wurde zurückgezogen.',
  'invitation.taken': 'Eine Einladung wurde angenommen.',
  'group.created': 'Eine Gruppe wurde angelegt.',
  'group.changed': 'Eine Gruppe wurde geändert.',
  'group.deleted': 'Eine Gruppe wurde gelöscht.',
  'group.joined': ({ group }) => (group ? `Das Konto wurde in die Gruppe ${group} aufgenommen.` : 'Das Konto wurde in eine Gruppe aufgenommen.'),
  'group.left': ({ group }) => (group ? `Das Konto verließ die Gruppe ${group}.` : 'Das Konto verließ eine Gruppe.'),
  'app.added': 'Eine App kam in die Liste.',
  'app.changed': 'Eine App wurde geändert.',
  'app.removed': 'Eine App kam aus der Liste.',
  'app_token.made': 'Ein App-Token wurde erstellt.',
  'app_token.revoked': 'Ein App-Token wurde widerrufen.',
  'client.added': 'Ein Client kam hinzu.',
  'client.rotated': 'Ein Client bekam ein neues Geheimnis.',
  'client.revoked': 'Ein Client wurde gelöscht.',
  'keys.rotated': 'Dieser Dienst hat neue Schlüssel erzeugt.',
  'instance.restored': 'Dieser Dienst wurde aus einer Sicherung wiederhergestellt.',
};
