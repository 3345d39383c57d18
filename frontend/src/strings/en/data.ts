// Owns the English of taking one's data along, and of leaving for good.
export const data = {
  title: 'Your data',
  exportTitle: 'Take a copy',
  exportText: 'Everything that is kept about you, as a file. It holds no password, key or code.',
  exportAct: 'Download my data',
  exported: 'Downloaded.',
  file: 'my-data.json',
  closeTitle: 'Close account',
  closeText: 'Deletes the account and everything that hangs on it, for good.',
  closeAct: 'Close account',
  closeAsk: 'Close your account for good?',
  closeList: [
    'You are signed out everywhere, at once.',
    'Your profile, second factor, backup codes and history are deleted.',
    'Nobody can bring the account back, not even whoever runs this service.',
  ],
  closeWord: 'I understand that this cannot be undone',
};
