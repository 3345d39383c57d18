// Owns the German of taking an account back to its former address.
export const undoEmail = {
  title: 'Mein Konto zurückholen',
  text: 'Ein Klick, und diese Adresse meldet sich wieder an. Alle werden abgemeldet, das alte Passwort öffnet nichts mehr, und die zwei Faktoren sind aus.',
  doneTitle: 'Ihr Konto gehört wieder Ihnen',
  done: 'Wir haben Ihnen einen Link für ein neues Passwort geschickt.',
  dead: 'Der Link wurde schon verwendet, ist abgelaufen oder unvollständig. Wenden Sie sich an den Betreiber dieses Dienstes.',
};
