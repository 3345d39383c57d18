// Owns the English of signing out by an address of its own; `{}` is where an element goes.
export const logout = {
  title: 'Sign out',
  text: 'You are signed in as {}.',
  all: 'You are then signed out of every app that you opened with this sign-in.',
  towards: 'You then go back to {}.',
  outTitle: 'You are signed out',
  out: 'Nobody is signed in with this browser.',
};
