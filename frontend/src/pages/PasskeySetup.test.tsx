// Promises of a passkey as first factor, and of one more app: what changes is said before, and codes are shown where there are new ones.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { Private } from '../components/Guard';
import { config } from '../lib/config';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { answers, fails, giveBrowserPasskeys, KEY_JSON, OPTIONS } from '../testing.passkeys';
import { TwoFactorSetup } from './TwoFactorSetup';

const STATUS = { enabled: false, required: false, level: 'optional', methods: [], authenticators: [], backupCodesRemaining: 0, enabledAt: null };
const APP = { id: 'a1', kind: 'totp', name: 'Phone', createdAt: '2026-05-14T08:00:00Z', lastUsedAt: null };
const SETUP = { body: { secret: 'JBSWY3DPEHPK3PXP', otpauthUrl: 'otpauth://totp/x', qrCode: 'data:image/svg+xml,', expiresIn: 600 } };
const KEY = { id: 'k1', name: 'Phone', createdAt: '', lastUsedAt: null, synced: true, madeFor: 'localhost', usableHere: true };

function open(status: object = {}, address = '/profile/two-factor', table: Record<string, Reply | Reply[]> = {}) {
  const calls = serve({
    'GET /me': { body: { user: JANE } },
    'GET /2fa/status': { body: { ...STATUS, ...status } },
    'POST /passkeys/options': OPTIONS,
    'POST /passkeys': { status: 201, body: { message: 'ok', passkey: KEY, backupCodes: ['AAAA-AAAA-AAAA-AAAA'] } },
    'POST /2fa/setup': SETUP,
    'POST /2fa/enable': { body: { message: 'ok' } },
    ...table,
  });
  show(
    <Private>
      <TwoFactorSetup />
    </Private>,
    address,
  );
  return calls;
}

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

it('lets people choose, and says that a password alone will no longer be enough', async () => {
  giveBrowserPasskeys();
  const calls = open();
  expect(await screen.findByText(/A password alone will no longer be enough/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Set up a passkey' })).toBeTruthy();
  expect(calls.some((call) => call.startsWith('POST'))).toBe(false);
  await press('Use an authenticator app');
  expect(await screen.findByRole('img', { name: /QR code/ })).toBeTruthy();
});

it('shows the backup codes after the first passkey, and does not let go before they are saved', async () => {
  giveBrowserPasskeys({ create: answers });
  const calls = open({}, '/profile/two-factor?next=/sessions');
  await press('Set up a passkey');
  expect(await screen.findByText('AAAA-AAAA-AAAA-AAAA')).toBeTruthy();
  expect(calls).toContain(`POST /passkeys {"credential":${KEY_JSON}}`);
  await press('Finish');
  expect(await screen.findByText('Save the codes first, then tick the box.')).toBeTruthy();
  fireEvent.click(screen.getByLabelText('I have saved these codes somewhere safe'));
  await press('Finish');
  await waitFor(() => expect(location.pathname).toBe('/sessions'));
});

it('P08: stays where it is after a cancelled ceremony, and says so calmly', async () => {
  giveBrowserPasskeys({ create: fails('NotAllowedError') });
  open();
  await press('Set up a passkey');
  expect(await screen.findByText(/^No passkey was used/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Use an authenticator app' })).toBeTruthy();
});

it('offers a passkey on the screen of the picture to who has just joined', async () => {
  giveBrowserPasskeys({ create: answers });
  const calls = open({ required: true }, '/profile/two-factor?start=1');
  expect(await screen.findByRole('img', { name: /QR code/ })).toBeTruthy();
  expect(screen.getByText('Your account needs two-factor authentication.')).toBeTruthy();
  await press('Set up a passkey');
  expect(await screen.findByText('AAAA-AAAA-AAAA-AAAA')).toBeTruthy();
  expect(screen.queryByRole('list', { name: 'Progress' })).toBeNull();
  expect(calls).toContain(`POST /passkeys {"credential":${KEY_JSON}}`);
});

it('offers no app to who has just joined where the account needs a passkey', async () => {
  giveBrowserPasskeys();
  const calls = open({ required: true, level: 'phishing_resistant' }, '/profile/two-factor?start=1');
  expect(await screen.findByText(/Your account needs a passkey/)).toBeTruthy();
  expect(screen.queryByRole('img', { name: /QR code/ })).toBeNull();
  expect(calls.some((call) => call.startsWith('POST'))).toBe(false);
});

it('P15: shows the app’s picture at once in a browser without passkeys', async () => {
  config.passkeys = true;
  open();
  expect(await screen.findByRole('img', { name: /QR code/ })).toBeTruthy();
  expect(screen.queryByText(/passkey/i)).toBeNull();
});

it('offers a passkey alone where the account needs one, also to somebody with an app', async () => {
  giveBrowserPasskeys({ create: answers });
  open({ enabled: true, required: true, level: 'phishing_resistant', authenticators: [APP] }, undefined, {
    'POST /passkeys': { status: 201, body: { message: 'ok', passkey: KEY } },
  });
  expect(await screen.findByText(/Your account needs a passkey/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Use an authenticator app' })).toBeNull();
  await press('Set up a passkey');
  await waitFor(() => expect(location.pathname).toBe('/profile'));
});

it('says where an account needs a passkey and the browser has none', async () => {
  Object.assign(config, { support: 'help@example.com' });
  open({ required: true, level: 'phishing_resistant' });
  expect(await screen.findByText(/^Your account needs a passkey, and this browser cannot keep one here\. Sign in with another browser or device/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'help@example.com' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /app|passkey/ })).toBeNull();
  expect(screen.queryByRole('list')).toBeNull();
});

const BY = '2026-12-15T09:00:00Z';

it.each([
  ['two_factor', 'Your account needs a second factor by Dec 15, 2026', true],
  ['phishing_resistant', 'Your account needs a passkey by Dec 15, 2026', false],
])('G12: offers under %s what meets it, and says until when there is time', async (level, text, app) => {
  giveBrowserPasskeys();
  open({ required: true, level, requires2FASetup: true, setUpBy: BY });
  const notice = (await screen.findByRole('button', { name: 'Set up a passkey' })).closest('section')?.querySelector('.notice');
  expect(notice?.className).toBe('notice calm');
  expect(notice?.textContent).toContain(text);
  expect(notice?.textContent).toContain('Until then everything works as before.');
  expect(screen.queryByRole('button', { name: 'Use an authenticator app' }) !== null).toBe(app);
  expect(screen.queryByText(/A passkey works on the real page alone/) !== null).toBe(!app);
});

it('says until when there is time also where the browser has no passkeys', async () => {
  open({ required: true, level: 'two_factor', requires2FASetup: true, setUpBy: BY });
  expect((await screen.findByText(/^Your account needs a second factor by/)).textContent).toContain('Dec 15, 2026');
  expect(screen.getByRole('button', { name: 'Start set-up' })).toBeTruthy();
});

it('G07: leads on to the passkey after an app was set up where a passkey is needed meanwhile', async () => {
  giveBrowserPasskeys({ create: answers });
  const stopped = { user: { ...JANE, twoFactorEnabled: true }, requires2FASetup: true };
  const needed = { enabled: true, required: true, level: 'phishing_resistant', authenticators: [APP] };
  open({}, '/profile/two-factor?next=/sessions', {
    'GET /me': [{ body: { user: JANE, requires2FASetup: true } }, { body: stopped }, { body: { user: stopped.user } }],
    'GET /2fa/status': [{ body: { ...STATUS, required: true, level: 'two_factor' } }, { body: { ...STATUS, ...needed } }],
    'POST /2fa/enable': { body: { message: 'ok', backupCodes: ['BBBB-BBBB-BBBB-BBBB'] } },
    'POST /passkeys': { status: 201, body: { message: 'ok', passkey: KEY } },
  });
  await press('Use an authenticator app');
  fireEvent.input(await screen.findByLabelText('6-digit code from the app'), { target: { value: '482913' } });
  await press('Turn on');
  fireEvent.click(await screen.findByLabelText('I have saved these codes somewhere safe'));
  await press('Finish');
  expect(await screen.findByRole('heading', { name: 'A passkey for your account' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Use an authenticator app' })).toBeNull();
  await press('Set up a passkey');
  await waitFor(() => expect(location.pathname).toBe('/sessions'));
});

it('goes on to where the person was going, and not round in circles, where another tab has done it already', async () => {
  const done = { ...JANE, twoFactorEnabled: true };
  const calls = open({ enabled: true, required: true, authenticators: [APP] }, '/profile/two-factor?next=/sessions', {
    'GET /me': [{ body: { user: JANE, requires2FASetup: true } }, { body: { user: done } }],
  });
  await waitFor(() => expect(location.pathname).toBe('/sessions'));
  expect(calls).toEqual(['GET /me', 'GET /2fa/status', 'GET /me']);
});

it('P16: adds one more app under its name, brings no codes, and goes back to the profile', async () => {
  const calls = open({ enabled: true, authenticators: [APP] }, '/profile/two-factor?add=1');
  await press('Start set-up');
  expect(await screen.findByText('Enter a name.')).toBeTruthy();
  fireEvent.input(screen.getByLabelText('Name of the new app'), { target: { value: 'Second phone' } });
  await press('Start set-up');
  fireEvent.input(await screen.findByLabelText('6-digit code from the app'), { target: { value: '482913' } });
  await press('Add');
  await waitFor(() => expect(location.pathname).toBe('/profile'));
  expect(calls).toContain('POST /2fa/setup {"name":"Second phone"}');
});

it('P16: says that five apps are the most', async () => {
  open({ enabled: true, authenticators: [APP] }, '/profile/two-factor?add=1', { 'POST /2fa/setup': refusal(409, 'conflict') });
  fireEvent.input(await screen.findByLabelText('Name of the new app'), { target: { value: 'Sixth' } });
  await press('Start set-up');
  expect(await screen.findByText('Refused: conflict.')).toBeTruthy();
});

it('replaces the app that was named', async () => {
  const calls = open({ enabled: true, authenticators: [APP] }, '/profile/two-factor?replace=a1');
  await press('Start set-up');
  await screen.findByRole('button', { name: 'Replace' });
  expect(calls).toContain('POST /2fa/setup {"replace":"a1"}');
});
