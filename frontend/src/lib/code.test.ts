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

describe('a code typed or pasted in another script', () => {
  it.each([
    ['Arabic-Indic', '٤٨٢٩١٣'],
    ['Persian', '۴۸۲۹۱۳'],
    ['Devanagari', '४८२ ९१३'],
    ['Bengali', '৪৮২৯১৩'],
    ['Thai', '๔๘๒๙๑๓'],
    ['Adlam, beyond the first plane', '𞥔𞥘𞥒𞥙𞥑𞥓'],
    ['full-width', '４８２-９１３'],
    ['mathematical bold', '𝟒𝟖𝟐𝟗𝟏𝟑'],
    ['two scripts', '٤٨٢913'],
    ['direction marks', '\u200f\u202b482913\u202c\u061c'],
    ['joiners, soft hyphens and a byte order mark', '\ufeff48\u200d29\u00ad1\u20603\u200b'],
  ])('is read: %s', (_, text) => {
    expect(readCode('totp', text)).toBe('482913');
  });

  it('reads every digit of Unicode as its value', () => {
    const points = Array.from({ length: 0x11_0000 }, (_, point) => point).filter((point) => /\p{Nd}/u.test(String.fromCodePoint(point)));
    const firsts = points.filter((_, place) => place % 10 === 0);
    expect(firsts.length).toBeGreaterThan(60);
    for (const zero of firsts) {
      const text = [9, 0, 1, 4, 8, 5].map((digit) => String.fromCodePoint(zero + digit)).join('');
      expect(readCode('totp', text)).toBe('901485');
    }
  });

  it('reads a backup code so as well', () => {
    expect(readCode('backup_code', '\u200ek٧qx-۴m2p-9trb-hw6d\u200b')).toBe('K7QX4M2P9TRBHW6D');
  });

  it.each(['①②③④⑤⑥x', '४८२९१', '四八二九一三'])('is not read from %j', (text) => {
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
