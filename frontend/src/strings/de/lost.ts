// Owns the German of what is left to do without phone, codes or passkey; `{}` is where an element goes.
export const lost = {
  title: 'Telefon oder Codes verloren?',
  text: 'Ein Passwort allein öffnet hier nichts, ein neues auch nicht. Diese Wege bleiben:',
  appTitle: 'Die App zurückholen',
  app: 'Die meisten Authenticator-Apps bewahren eine Kopie: Melden Sie sich auf einem neuen Telefon im Konto der App an, oder spielen Sie die Sicherung des Telefons ein.',
  codesTitle: 'Die Ersatzcodes suchen',
  codes: (count: number) => `${count} Codes aus 16 Buchstaben und Ziffern: im Passwort-Manager, auf Papier oder in einer Datei namens {}.`,
  helpTitle: 'Den Betreiber fragen',
  help: 'Ist er sicher, dass Sie es sind, kann er den zweiten Faktor zurücksetzen. Eine Mail sagt es Ihnen; dann melden Sie sich mit dem Passwort an und richten ihn neu ein.',
  back: 'Zurück zur Anmeldung',
  passkeyText: 'Passwort und Code genügen diesem Konto nicht. Diese Wege bleiben:',
  otherTitle: 'Einen anderen Passkey verwenden',
  other: 'Ein synchronisierter Passkey ist auf jedem Gerät mit demselben Passwort-Manager oder demselben Konto bei Apple, Google oder Microsoft. Ein Sicherheitsschlüssel liegt vielleicht bei Ihren Schlüsseln.',
};
