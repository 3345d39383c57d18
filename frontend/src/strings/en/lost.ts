// Owns the English of what is left to do without phone, codes or passkey; `{}` is where an element goes.
export const lost = {
  title: 'Lost your phone or your codes?',
  text: 'A password alone opens nothing here, and a new password does not either. These ways are left:',
  appTitle: 'Bring the app back',
  app: 'Most authenticator apps keep a copy: sign in to the app’s own account on a new phone, or restore the phone’s backup.',
  codesTitle: 'Look for your backup codes',
  codes: (count: number) => `${count} codes of 16 letters and digits: in your password manager, on paper, or in a file named {}.`,
  helpTitle: 'Ask whoever runs this service',
  help: 'Once they are sure it is you, they can reset the second factor. A mail tells you so; then sign in with your password and set it up anew.',
  back: 'Back to sign in',
  passkeyText: 'A password and a code are not enough for this account. These ways are left:',
  otherTitle: 'Use another passkey',
  other: 'A passkey that is synced is on every device where you use the same password manager or the same Apple, Google or Microsoft account. A security key may lie where you keep your keys.',
};
