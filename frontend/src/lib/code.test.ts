// Promises that a code is accepted however people paste or type it, and that nothing else passes as one.
import { describe, expect, it } from 'vitest';
import { readCode } from './code';

describe('an authenticator code', () => {
  it.each(['482913', '482 913', ' 482-913 ', '482–913', '482\u00a0913', '４８２９１３'])('is read from %j', (text) => {
    expect(readCode('totp', text)).toBe('482913');
  });

  it('keeps its leading zeros', () => {
    expect(readCode('totp', '001 002')).toBe('001002');
  });

  it.each(['', '48291', '4829134', '48291a', 'K7QX-4M2P-9TRB-HW6D'])('is not read from %j', (text) => {
    expect(readCode('totp', text)).toBeNull();
  });
});

describe('a backup code', () => {
  it.each(['K7QX-4M2P-9TRB-HW6D', 'k7qx4m2p9trbhw6d', ' K7QX 4M2P 9TRB HW6D '])('is read from %j', (text) => {
    expect(readCode('backup_code', text)).toBe('K7QX4M2P9TRBHW6D');
  });

  it('reads the letters O, I and L as the digits they were taken for', () => {
    expect(readCode('backup_code', 'OIL0-1111-2222-3333')).toBe('0110111122223333');
  });

  it.each(['K7QX-4M2', 'U7QX-4M2P-9TRB-HW6D', '482913'])('is not read from %j', (text) => {
    expect(readCode('backup_code', text)).toBeNull();
  });
});
