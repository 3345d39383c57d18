// Promises of the glance: what to do next stands first, each with its way there, and what is strong is said calmly.
import { screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import type { TwoFactorStatus, User } from '../api/types';
import { useLoaded } from '../lib/load';
import { JANE, serve, show } from '../testing';
import { Overview, signedIn } from './Overview';

const AT = '2026-05-14T08:00:00Z';
const LONG_AGO = '2026-05-12T08:00:00Z';
const STATUS: TwoFactorStatus = {
  enabled: true, required: false, level: 'optional', methods: ['totp'], authenticators: [], backupCodesRemaining: 10, enabledAt: AT,
};
const facts = { ip: '203.0.113.9', userAgent: 'Firefox', device: 'Firefox on Linux' };
const session = (current: boolean) => ({ ...facts, id: 's1', current, kind: 'cookie', createdAt: AT, lastSeenAt: AT, methods: ['password'] });
const login = (id: string, at: string) => ({ ...facts, id, type: 'login', at, detail: {} });

function Glance(known: Omit<Parameters<typeof Overview>[0], 'signed'>) {
  return <Overview {...known} signed={useLoaded(signedIn).value} />;
}

async function glance(status: Partial<TwoFactorStatus>, user: Partial<User> = {}, pending?: string): Promise<string[]> {
  show(<Glance user={{ ...JANE, ...user }} status={{ ...STATUS, ...status }} pendingEmail={pending} />, '/profile');
  await screen.findByText(/signed in/);
  return screen.getAllByRole('listitem').map((each) => each.textContent ?? '');
}

function answer(sessions: object[], events: object[] = []): void {
  serve({ 'GET /sessions': { body: { sessions } }, 'GET /events?limit=20&kind=sign-in': { body: { events, next: null } } });
}

it('says in three lines that all is well', async () => {
  answer([session(true)], [login('e1', AT)]);
  expect(await glance({})).toEqual(['Signing in takes two factors.', 'Your address is confirmed.', 'You are signed in nowhere else.']);
});

it('puts what to do next first, with the way there', async () => {
  answer([session(true), { ...session(false), createdAt: LONG_AGO }], [login('e2', AT), login('e1', LONG_AGO)]);
  const lines = await glance({ backupCodesRemaining: 3 }, {}, 'new@example.com');
  expect(lines[0]).toBe('You have 3 backup codes left. Make new ones before they run out.');
  expect(lines[1]).toBe('A new address waits until you open its link. Mail the link again, or cancel.');
  expect(lines[2]).toBe('You are also signed in at 1 other place. See where.');
  expect(lines[3]).toMatch(/^Last other sign-in May 12, 2026, .*: Firefox on Linux · 203\.0\.113\.9\. All sign-ins\.$/);
  const ways = screen.getAllByRole('link').map((each) => each.getAttribute('href'));
  expect(ways).toEqual(['/profile/backup-codes', '#about', '/sessions', '/activity?kind=sign-in']);
});

it('says what a password alone opens, and that an address is not confirmed', async () => {
  answer([session(true)]);
  const lines = await glance({ enabled: false }, { emailVerified: false });
  expect(lines.slice(0, 2)).toEqual(['A password alone opens your account. Add a second factor.', 'Your address is not confirmed.']);
});
