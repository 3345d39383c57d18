// Owns the German of a second factor or passkey that is asked for by a date; `{}` is where an element goes.
export const asked = {
  factor: 'Ihr Konto braucht bis zum {} Uhr einen zweiten Faktor.',
  passkey: 'Ihr Konto braucht bis zum {} Uhr einen Passkey.',
  left: (time: string) => `Noch ${time}.`,
  meanwhile: 'Bis dahin geht alles wie bisher.',
  again: 'Ganz ohne zweiten Faktor fragen wir Sie wieder danach, und das Datum steht über jeder Seite.',
  go: 'Jetzt einrichten',
};
