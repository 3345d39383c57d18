// Owns the English of asking the browser for a passkey.
export const ceremony = {
  unused: 'No passkey was used, and nothing has changed. Try again, or use another way.',
  known: 'This device already has a passkey for your account.',
  failed: 'Your browser could not use a passkey here. Try again, or use another way.',
};
