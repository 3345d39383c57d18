// Promises of the history's looks: every event that the server can write has one, says it in every language, and only what is alarming looks so.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { words as de } from '../strings/de';
import { words as en } from '../strings/en';
import { told } from '../strings/sentence';
import { LOOKS, lookOf } from './looks';

const SERVER = readFileSync('../app/audit/events.py', 'utf8').split('class Event(StrEnum)')[1]?.split('\n\n\n')[0] ?? '';
const TYPES = [...SERVER.matchAll(/^ {4}[A-Z_]+ = "([\w.]+)"$/gm)].map(([, type = '']) => type);
const languages = { en, de };

it('knows every event that the server can write, and no other', () => {
  expect(TYPES.length).toBeGreaterThan(45);
  expect(Object.keys(LOOKS).toSorted()).toEqual([...TYPES].toSorted());
});

it.each(TYPES)('says %s in each language, once and five times', (type) => {
  for (const { events } of Object.values(languages)) {
    const sentence = events[type] ?? '';
    const once = told(sentence, { times: 1 });
    expect(once).toMatch(/^\p{Lu}.*\.$/u);
    const often = told(sentence, { times: 5 });
    expect(often.includes('5')).toBe(lookOf(type, {}).repeats === true);
  }
});

it.each(Object.entries(languages))('says in %s no word for an event that the server does not write', (_, { events }) => {
  expect(Object.keys(events).toSorted()).toEqual([...TYPES].toSorted());
});

it('calls an alarm what is one, and nothing else: an unlock, a reset by its owner and a release are none', () => {
  expect(TYPES.filter((type) => lookOf(type, {}).tone === 'bad').toSorted()).toEqual([
    '2fa.code_refused', '2fa.disabled', '2fa.locked', '2fa.reset', '2fa.secret_unreadable', 'account.closed', 'account.deleted',
    'account.disabled', 'account.password_refused', 'login.failed', 'passkey.refused', 'reauth.failed', 'session.refresh_reused',
  ]);
  expect(lookOf('account.unlocked', {})).toEqual({ icon: 'lock' });
});

it('reads the reason where it changes what happened', () => {
  expect(lookOf('login.failed', { reason: 'email_unverified' }).tone).toBe('warn');
  expect(lookOf('2fa.code_refused', { reason: 'code_already_used' }).tone).toBeUndefined();
});

it.each([
  ['new-password', 'A new password was refused: the current one was wrong.'],
  ['new-address', 'A new address was refused: the password was wrong.'],
  ['close', 'The account was not closed: the password was wrong.'],
  [undefined, 'A change was refused: the password was wrong.'],
])('says of a wrong password what it was asked for: %s', (surface, sentence) => {
  expect(told(en.events['account.password_refused'] ?? '', { times: 1, ...(surface && { surface }) })).toBe(sentence);
});
