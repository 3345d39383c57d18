// Owns the English of taking an account back to its former address.
export const undoEmail = {
  title: 'Take my account back',
  text: 'One press, and this address signs in again. Everybody is signed out, the old password opens nothing any more, and two-factor authentication is off.',
  doneTitle: 'Your account is yours again',
  done: 'We sent you a link to set a new password.',
  dead: 'The link was used before, has expired or is not complete. Ask whoever runs this service.',
};
