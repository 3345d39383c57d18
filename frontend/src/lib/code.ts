// Owns how a typed code is read: what people paste is accepted, what cannot be a code is named.
import type { Method } from '../api/types';

export type CodeKind = 'totp' | 'backup_code';

const KINDS: readonly CodeKind[] = ['totp', 'backup_code'];

/** The codes that a proof may be, the usual one first. */
export const kindsIn = (methods: readonly Method[]) => KINDS.filter((kind) => methods.includes(kind));

const SEPARATORS = /[\s\p{Pd}\p{Cf}]/gu;
// Apps and backup codes that came from other software may have 8 digits, or 8 to 12 characters.
const TOTP = /^(\d{6}|\d{8})$/;
const BACKUP = /^([0-9A-HJKMNP-TV-Z]{16}|[0-9A-Z]{8}|[0-9A-Z]{10}|[0-9A-Z]{12})$/;

const isDigit = (point: number) => /\p{Nd}/u.test(String.fromCodePoint(point));

/** The value of a digit of any script: Unicode keeps the ten of a script together, zero first. */
function latin(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let zero = point;
  while (isDigit(zero - 1)) zero -= 1;
  return String((point - zero) % 10);
}

/** What was meant: keyboards of other scripts have digits of their own, and pasted text carries marks that nobody sees. */
function bare(text: string): string {
  return text.normalize('NFKC').replace(SEPARATORS, '').replace(/\p{Nd}/gu, latin);
}

/** The six (or eight) digits, however they were grouped or typed; null where there are others. */
function readTotp(text: string): string | null {
  const digits = bare(text);
  return TOTP.test(digits) ? digits : null;
}

/** Crockford's rules: case does not matter, O is 0, I and L are 1. */
function readBackupCode(text: string): string | null {
  const code = bare(text).toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  return BACKUP.test(code) ? code : null;
}

export function readCode(kind: CodeKind, text: string): string | null {
  return kind === 'totp' ? readTotp(text) : readBackupCode(text);
}
