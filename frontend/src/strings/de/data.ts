// Owns the German of taking one's data along, and of leaving for good.
export const data = {
  title: 'Ihre Daten',
  exportTitle: 'Eine Kopie mitnehmen',
  exportText: 'Alles, was über Sie gespeichert ist, als Datei. Sie enthält kein Passwort, keinen Schlüssel und keinen Code.',
  exportAct: 'Daten herunterladen',
  exported: 'Heruntergeladen.',
  file: 'meine-daten.json',
  closeTitle: 'Konto schließen',
  closeText: 'Löscht das Konto und alles, was daran hängt, für immer.',
  closeAct: 'Konto schließen',
  closeAsk: 'Konto für immer schließen?',
  closeList: [
    'Sie werden überall sofort abgemeldet.',
    'Profil, zweiter Faktor, Ersatzcodes und Verlauf werden gelöscht.',
    'Niemand kann das Konto zurückholen, auch nicht der Betreiber dieses Dienstes.',
  ],
  closeWord: 'Ich verstehe, dass sich das nicht rückgängig machen lässt',
};
