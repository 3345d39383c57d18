// Promises of the word about what an account needs by a date: it stands on every page, is said once, and leads through and back.
import { cleanup, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { speak } from '../strings';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { Private } from './Guard';
import { Shell } from './Shell';

const DAY = 86_400_000;
const NOW = new Date('2026-11-21T12:00:00Z');
const after = (days: number) => new Date(+NOW + days * DAY).toISOString();

function open(answer: object, address = '/sessions?kind=all', table: Record<string, Reply | Reply[]> = {}) {
  const calls = serve({
    'GET /me': { body: { user: JANE, requires2FASetup: true, ...answer } },
    'GET /2fa/status': { body: { level: 'two_factor' } },
    ...table,
  });
  show(
    <Private>
      <Shell title="Sessions">
        <p>Inside</p>
      </Shell>
    </Private>,
    address,
  );
  return calls;
}

const WITH_APP = { ...JANE, twoFactorEnabled: true };
const word = () => screen.findByText(/^Your account needs a/);

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true, now: NOW }));

it('G04: tells the date and the days left, calmly, beside a full page, and leads through and back', async () => {
  open({ setUpBy: after(9) });
  const text = await word();
  expect(text.textContent).toMatch(/^Your account needs a second factor by Nov 30, 2026 at \d\d:00 [AP]M\. 9 days left\.$/);
  expect(text.closest('.notice')?.className).toBe('notice calm');
  expect(text.querySelector('time')?.dateTime).toBe(after(9));
  expect(screen.getByRole('link', { name: 'Set it up' }).getAttribute('href')).toBe('/profile/two-factor?next=%2Fsessions%3Fkind%3Dall');
  expect(screen.getByText('Inside')).toBeTruthy();
  expect(screen.getByRole('navigation')).toBeTruthy();
});

it('asks for a passkey by the strictest policy, and of who has an app already without a further call', async () => {
  open({ setUpBy: after(10) }, '/sessions', { 'GET /2fa/status': { body: { level: 'phishing_resistant' } } });
  expect((await word()).textContent).toContain('needs a passkey by');
  cleanup();
  const calls = open({ user: WITH_APP, setUpBy: after(11) });
  expect((await word()).textContent).toContain('needs a passkey by');
  expect(calls).toEqual(['GET /me']);
});

it('warns in the last three days, and tells hours once days say too little', async () => {
  open({ user: WITH_APP, setUpBy: after(3.5) });
  expect((await word()).closest('.notice')?.className).toBe('notice calm');
  cleanup();
  open({ user: WITH_APP, setUpBy: after(1.25) });
  const text = await word();
  expect(text.closest('.notice')?.className).toBe('notice warn');
  expect(text.textContent).toContain('30 hours left.');
});

it('G11: tells no moment that comes before the one that the server wrote', async () => {
  open({ user: WITH_APP, setUpBy: '2026-11-28T09:59:59.9Z' });
  expect((await word()).textContent).toMatch(/:59 [AP]M\. 6 days left\./);
});

it('is said aloud on the first page alone, and stands on each', async () => {
  open({ user: WITH_APP, setUpBy: after(6) });
  expect((await word()).closest('[role=status]')).toBeTruthy();
  cleanup();
  open({ user: WITH_APP, setUpBy: after(6) }, '/activity');
  expect((await word()).closest('[role=status]')).toBeNull();
});

it('asks the server once what is needed, and tells the least where it does not answer', async () => {
  const failing = { 'GET /2fa/status': refusal(503, 'unavailable') };
  const calls = open({ setUpBy: after(7) }, '/sessions', failing);
  expect((await word()).textContent).toContain('needs a second factor by');
  expect(calls).toEqual(['GET /me', 'GET /2fa/status']);
  cleanup();
  const later = open({ setUpBy: after(7) }, '/activity', failing);
  await word();
  expect(later).toEqual(['GET /me']);
});

it.each([
  ['after the date, when only the set-up opens', '/profile/two-factor', {}],
  ['on the set-up, which says it itself', '/profile/two-factor', { setUpBy: after(9) }],
  ['where nothing is asked', '/sessions', { requires2FASetup: false }],
])('is not there %s', async (_, address, answer) => {
  open({ user: WITH_APP, ...answer }, address);
  await screen.findByText('Inside');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(screen.queryByText(/^Your account needs/)).toBeNull();
});

it('leads whoever has no time left to the set-up from every page', async () => {
  open({});
  await waitFor(() => expect(location.pathname + location.search).toBe('/profile/two-factor?next=%2Fsessions%3Fkind%3Dall'));
});

it('says it in the language and the zone of its reader', async () => {
  await speak(['de-CH']);
  open({ user: WITH_APP, setUpBy: after(9) });
  const at = new Intl.DateTimeFormat('de-CH', { hour: '2-digit', minute: '2-digit' }).format(new Date(after(9)));
  const text = await screen.findByText(/^Ihr Konto braucht/);
  expect(text.textContent).toBe(`Ihr Konto braucht bis zum 30.11.2026 um ${at} Uhr einen Passkey. Noch 9 Tage.`);
  await speak(['en']);
});
