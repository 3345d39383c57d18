// Owns the German of signing out by an address of its own; `{}` is where an element goes.
export const logout = {
  title: 'Abmelden',
  text: 'Sie sind als {} angemeldet.',
  all: 'Sie sind dann auch in jeder App abgemeldet, die Sie mit dieser Anmeldung geöffnet haben.',
  towards: 'Danach geht es zurück zu {}.',
  outTitle: 'Sie sind abgemeldet',
  out: 'In diesem Browser ist niemand angemeldet.',
};
