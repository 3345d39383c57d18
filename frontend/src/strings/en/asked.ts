// Owns the English of a second factor or passkey that is asked for by a date; `{}` is where an element goes.
export const asked = {
  factor: 'Your account needs a second factor by {}.',
  passkey: 'Your account needs a passkey by {}.',
  left: (time: string) => `${time} left.`,
  meanwhile: 'Until then everything works as before.',
  again: 'Without any second factor you are asked for one again, and the date stands above each page.',
  go: 'Set it up',
};
