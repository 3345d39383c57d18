// Owns how a typed code is read: what people paste is accepted, what cannot be a code is named.
export type CodeKind = 'totp' | 'backup_code';

const SEPARATORS = /[\s\p{Pd}]/gu;
const TOTP = /^\d{6}$/;
const BACKUP = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** The six digits, however they were grouped or typed; null where there are not exactly six. */
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
