// Owns the German of tokens by which programs open an app; `{}` is where an element goes.
import type { Strings } from '../type';

export const appTokens: Strings['appTokens'] = {
  title: 'App-Token',
  text: 'Mit einem App-Token öffnet ein Programm eine App in Ihrem Namen, ohne Ihr Passwort. Ein neues Passwort beendet alle.',
  show: 'App-Token anzeigen',
  none: 'Noch keine.',
  add: 'Neues App-Token',
  addText: 'Erstellen Sie eines je Programm, dann können Sie es einzeln widerrufen.',
  addSend: 'Token erstellen',
  name: 'Wofür es ist',
  nameMissing: 'Geben Sie ihm einen Namen.',
  app: 'App',
  life: 'Es endet in',
  lives: { month: '30 Tagen', quarter: '90 Tagen', year: 'einem Jahr' },
  made: 'Kopieren Sie das Token jetzt: Es wird nicht wieder gezeigt. Ein Programm schickt es als Bearer-Token oder als Passwort zu einem beliebigen Benutzernamen.',
  copy: 'Token kopieren',
  created: 'erstellt {}',
  used: 'zuletzt benutzt {}',
  unused: 'noch nicht benutzt',
  until: 'bis {}',
  revoke: 'Widerrufen',
  revokeName: (name: string) => `${name} widerrufen`,
  revoked: (name: string) => `${name} öffnet nichts mehr.`,
};
