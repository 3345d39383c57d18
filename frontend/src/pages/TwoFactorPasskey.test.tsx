// Promises of the second step by passkey: it stands first where both sides can, begins by a press alone, and a code is one press away.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { config } from '../lib/config';
import { useEach } from '../lib/effect';
import { useSession } from '../lib/session';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { answers, fails, giveBrowserPasskeys, KEY_JSON, OPTIONS } from '../testing.passkeys';
import { TwoFactor } from './TwoFactor';

const half = (methods: string[], more: object = {}) => ({ body: { email: 'jane@example.com', methods, expiresIn: 300, attemptsLeft: 5, ...more } });

function Standing() {
  const { state } = useSession();
  useEach(state, () => {
    if (state.status === 'signed-in') document.title = state.mustEnrol ? 'Must enrol' : 'Has time';
  });
  return null;
}

async function open(pending: Reply, table: Record<string, Reply | Reply[]> = {}) {
  const calls = serve({
    'GET /2fa/pending': pending,
    'POST /2fa/passkey/options': OPTIONS,
    'POST /2fa/verify-login': { body: { user: JANE } },
    'GET /me': { body: { user: JANE } },
    ...table,
  });
  show(
    <>
      <TwoFactor />
      <Standing />
    </>,
    '/two-factor',
  );
  await screen.findByText('jane@example.com');
  return calls;
}

const button = () => screen.getByRole('button', { name: 'Use your passkey' });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

const refused = (attemptsLeft: number) => refusal(400, 'invalid_passkey', { attemptsLeft });

it('asks for the passkey first, with the focus on it, and begins nothing by itself', async () => {
  const browser = giveBrowserPasskeys({ get: answers });
  const calls = await open(half(['passkey', 'totp', 'backup_code']));
  expect(document.activeElement).toBe(button());
  expect(browser.get).not.toHaveBeenCalled();
  expect(calls).toEqual(['GET /2fa/pending']);
  fireEvent.click(screen.getByLabelText('Don’t ask again on this browser for 30 days'));
  press('Use your passkey');
  await waitFor(() => expect(calls).toContain(`POST /2fa/verify-login {"passkey":${KEY_JSON},"rememberDevice":true}`));
});

it('P08: spends nothing where no passkey was used, and says so calmly', async () => {
  giveBrowserPasskeys({ get: fails('NotAllowedError') });
  const calls = await open(half(['passkey', 'totp']));
  press('Use your passkey');
  expect(await screen.findByText(/^No passkey was used/)).toBeTruthy();
  expect(calls).toEqual(['GET /2fa/pending', 'POST /2fa/passkey/options {}']);
});

it('has the code one press away, and the passkey one press back', async () => {
  giveBrowserPasskeys();
  await open(half(['passkey', 'totp', 'backup_code']));
  press('Use a code instead');
  expect(document.activeElement).toBe(await screen.findByLabelText('6-digit code'));
  expect(screen.getByRole('button', { name: 'Use a backup code' })).toBeTruthy();
  press('Use your passkey');
  await waitFor(() => expect(document.activeElement).toBe(button()));
});

it('asks for a backup code, and for no app, where there is none', async () => {
  giveBrowserPasskeys();
  await open(half(['passkey', 'backup_code']));
  press('Use a backup code');
  expect(await screen.findByLabelText('Backup code')).toBeTruthy();
  expect(screen.queryByText(/authenticator app/)).toBeNull();
});

it('says where only a passkey finishes the sign-in', async () => {
  giveBrowserPasskeys();
  await open(half(['passkey']));
  expect(screen.getByText(/Only a passkey finishes this sign-in/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /code/ })).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
  expect(screen.getByRole('link', { name: 'Lost your passkey?' }).getAttribute('href')).toBe('/lost?passkey=1');
});

async function giveCode() {
  fireEvent.input(screen.getByLabelText('6-digit code'), { target: { value: '482913' } });
  press('Verify');
  expect(await screen.findByText('Refused: passkey_required.')).toBeTruthy();
}

const TAKEN_MEANWHILE = {
  'GET /2fa/pending': [half(['passkey', 'totp']), half(['passkey'])],
  'POST /2fa/verify-login': refusal(403, 'passkey_required'),
};

it('G07: says why a code is no longer enough, asks anew what is, and has the passkey under the finger', async () => {
  giveBrowserPasskeys();
  const calls = await open({}, TAKEN_MEANWHILE);
  press('Use a code instead');
  await giveCode();
  await waitFor(() => expect(document.activeElement).toBe(button()));
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
  await waitFor(() => expect(calls.filter((call) => call === 'GET /2fa/pending')).toHaveLength(2));
  expect(screen.getByText('Refused: passkey_required.')).toBeTruthy();
});

it('G07: says whom to ask in a browser that cannot use the passkey, and takes no code', async () => {
  Object.assign(config, { passkeys: true, support: 'help@example.com' });
  await open({}, TAKEN_MEANWHILE);
  await giveCode();
  expect(screen.getByText(/this browser cannot use one here\. Go on with another browser or device/)).toBeTruthy();
  await waitFor(() => expect(document.activeElement?.id).toBe('elsewhere'));
  expect(screen.getByRole('link', { name: 'help@example.com' })).toBeTruthy();
  expect(screen.queryByRole('textbox')).toBeNull();
});

it('leads whoever signed in by a code and lacks a passkey to the set-up, and whoever has time on', async () => {
  const asked = { user: JANE, requires2FASetup: true };
  await open(half(['totp']), { 'POST /2fa/verify-login': { body: asked } });
  fireEvent.input(screen.getByLabelText('6-digit code'), { target: { value: '482913' } });
  press('Verify');
  await waitFor(() => expect(document.title).toBe('Must enrol'));
  cleanup();
  await open(half(['totp']), { 'POST /2fa/verify-login': { body: { ...asked, setUpBy: '2026-12-15T09:00:00Z' } } });
  fireEvent.input(screen.getByLabelText('6-digit code'), { target: { value: '482913' } });
  press('Verify');
  await waitFor(() => expect(document.title).toBe('Has time'));
});

it('P15: asks for a code at once in a browser without passkeys, and tells where that is not enough', async () => {
  config.passkeys = true;
  await open(half(['passkey', 'totp']));
  expect(document.activeElement).toBe(screen.getByLabelText('6-digit code'));
  expect(screen.queryByRole('button', { name: /passkey/ })).toBeNull();
  cleanup();
  await open(half(['passkey']));
  expect(screen.getByText(/this browser cannot use one here/)).toBeTruthy();
});

it('P08: lets a passkey through while codes are locked, also for longer than the sign-in lasts', async () => {
  giveBrowserPasskeys({ get: answers });
  const calls = await open(half(['passkey', 'totp'], { retryAfter: 900 }));
  press('Use a code instead');
  expect(await screen.findByText(/^1[45]:\d\d$/)).toBeTruthy();
  press('Use your passkey');
  await waitFor(() => expect(button().id).toBe('passkey'));
  press('Use your passkey');
  await waitFor(() => expect(calls.at(-2)).toBe(`POST /2fa/verify-login {"passkey":${KEY_JSON}}`));
});

it('counts a refused passkey like a wrong code, and ends with the last attempt', async () => {
  giveBrowserPasskeys({ get: answers });
  await open(half(['passkey', 'totp']), { 'POST /2fa/verify-login': [refused(2), refused(0)] });
  press('Use your passkey');
  expect(await screen.findByText(/2 attempts left\./)).toBeTruthy();
  await waitFor(() => expect(button().getAttribute('aria-disabled')).toBeNull());
  press('Use your passkey');
  expect(await screen.findByRole('heading', { name: 'Too many wrong codes' })).toBeTruthy();
});
