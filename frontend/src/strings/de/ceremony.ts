// Owns the German of asking the browser for a passkey.
export const ceremony = {
  unused: 'Es wurde kein Passkey verwendet, und nichts hat sich geändert. Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.',
  known: 'Dieses Gerät hat schon einen Passkey für Ihr Konto.',
  failed: 'Ihr Browser konnte hier keinen Passkey verwenden. Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.',
};
