// Owns how a typed code is read: what people paste is accepted, what cannot be a code is named.
export type CodeKind = 'totp' | 'backup_code';

const SEPARATORS = /[\s\p{Pd}]/gu;
// Apps and backup codes that came from other software may have 8 digits, or 8 to 12 characters.
const TOTP = /^(\d{6}|\d{8})$/;
const BACKUP = /^([0-9A-HJKMNP-TV-Z]{16}|[0-9A-Z]{8}|[0-9A-Z]{10}|[0-9A-Z]{12})$/;

/** The six (or eight) digits, however they were grouped or typed; null where there are others. */
function readTotp(text: string): string | null {
  const digits = text.normalize('NFKC').replace(SEPARATORS, '');
  return TOTP.test(digits) ? digits : null;
}

/** Crockford's rules: case does not matter, O is 0, I and L are 1. */
function readBackupCode(text: string): string | null {
  const plain = text.normalize('NFKC').replace(SEPARATORS, '').toUpperCase();
  const code = plain.replace(/O/g, '0').replace(/[IL]/g, '1');
  return BACKUP.test(code) ? code : null;
}

export function readCode(kind: CodeKind, text: string): string | null {
  return kind === 'totp' ? readTotp(text) : readBackupCode(text);
}
