// Promises of the list of second factors: each says what it is, and nothing is added, renamed or removed without a word about it.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { config } from '../lib/config';
import { Profile } from '../pages/Profile';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { answers, fails, giveBrowserPasskeys, KEY_JSON, OPTIONS, type Signal } from '../testing.passkeys';
import { Private } from './Guard';

const AT = '2026-05-14T08:00:00Z';
const KEY = { id: 'k1', name: 'Work laptop', provider: 'iCloud Keychain', createdAt: AT, lastUsedAt: AT, synced: true, madeFor: 'example.com', usableHere: true };
const OLD = { ...KEY, id: 'k2', name: 'Old key', provider: undefined, lastUsedAt: null, synced: false, madeFor: 'old.example', usableHere: false };
const APP = { id: 'a1', kind: 'totp', name: 'Phone', createdAt: AT, lastUsedAt: AT };
const key = <T extends object>(of: T) => ({ ...of, kind: 'passkey' });
const apps = (count: number) => Array.from({ length: count }, (_, index) => ({ ...APP, id: `a${index}` }));
const SIGNAL = { rpId: 'example.com', userId: 'AQ', allAcceptedCredentialIds: ['Ag'] };

function status(authenticators: object[], more: object = {}): Reply {
  const methods = ['passkey', 'totp', 'backup_code'];
  return { body: { enabled: true, required: false, level: 'optional', methods, authenticators, backupCodesRemaining: 10, enabledAt: AT, ...more } };
}

function open(authenticators: object[], table: Record<string, Reply | Reply[]> = {}, more: object = {}) {
  const calls = serve({
    'GET /me': { body: { user: { ...JANE, twoFactorEnabled: true } } },
    'GET /2fa/status': status(authenticators, more),
    'GET /passkeys': { body: { passkeys: [] } },
    'POST /passkeys/options': OPTIONS,
    ...table,
  });
  show(
    <Private>
      <Profile />
    </Private>,
    '/profile',
  );
  return calls;
}

function showModal(this: HTMLDialogElement): void {
  this.setAttribute('open', '');
}
beforeEach(() => void (HTMLDialogElement.prototype.showModal = showModal));

const rows = async () => within(await screen.findByRole('list', { name: 'Two-factor authentication' })).getAllByRole('listitem').map((row) => row.textContent);
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const dialog = () => within(screen.getByRole('dialog'));
const confirm = (name: string) => fireEvent.click(dialog().getByRole('button', { name }));

it('lists passkeys and apps with what each is, since when, and whether it can be used here', async () => {
  giveBrowserPasskeys();
  open([key(KEY), key(OLD), APP]);
  const [laptop, old, phone, codes] = await rows();
  expect(laptop).toMatch(/^Work laptopPasskey · iCloud Keychain · syncedAdded May 14, 2026 · last used May 14, 2026, /);
  expect(old).toMatch(/^Old keyMade for old\.examplePasskey · on this device onlyIt cannot be used at this address\.Added May 14, 2026 · not used yet/);
  expect(phone).toMatch(/^PhoneAuthenticator app/);
  expect(codes).toMatch(/^Backup codes10 of 10 left/);
  expect(screen.getByRole('button', { name: 'Rename Old key' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Remove Old key' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Replace Phone' }).getAttribute('href')).toBe('/profile/two-factor?replace=a1');
});

it('adds a passkey under the name that it was given', async () => {
  giveBrowserPasskeys({ create: answers });
  const calls = open([APP], { 'POST /passkeys': { status: 201, body: { message: 'ok', passkey: KEY } } });
  await press('Add a passkey');
  fireEvent.input(dialog().getByLabelText('Name (optional)'), { target: { value: ' Work laptop ' } });
  confirm('Go on');
  expect(await screen.findByText('Work laptop is added.')).toBeTruthy();
  expect(calls).toContain(`POST /passkeys {"credential":${KEY_JSON},"name":"Work laptop"}`);
  expect(calls.filter((call) => call === 'GET /2fa/status')).toHaveLength(2);
});

it('asks for a fresh proof first, by passkey where there is one', async () => {
  giveBrowserPasskeys({ create: answers, get: answers });
  const calls = open([key(KEY)], {
    'POST /passkeys/options': [refusal(403, 'reauth_required', { methods: ['passkey', 'backup_code'] }), OPTIONS],
    'POST /reauth/passkey/options': OPTIONS,
    'POST /reauth': { body: { message: 'ok' } },
    'POST /passkeys': { status: 201, body: { message: 'ok', passkey: KEY } },
  });
  await press('Add a passkey');
  confirm('Go on');
  await press('Use your passkey');
  expect(await screen.findByText('Work laptop is added.')).toBeTruthy();
  expect(calls).toContain(`POST /reauth {"passkey":${KEY_JSON}}`);
});

it.each([
  ['NotAllowedError', /^No passkey was used/],
  ['InvalidStateError', 'This device already has a passkey for your account.'],
])('keeps the dialog open and says what came of %s', async (name, text) => {
  giveBrowserPasskeys({ create: fails(name) });
  const calls = open([APP]);
  await press('Add a passkey');
  confirm('Go on');
  expect(await dialog().findByText(text)).toBeTruthy();
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST /passkeys/options {}']);
});

it.each([
  [key(KEY), 'PATCH /passkeys/k1 {"name":"Home"}'],
  [APP, 'PATCH /2fa/authenticators/a1 {"name":"Home"}'],
])('renames it, and takes no empty name', async (factor, wanted) => {
  giveBrowserPasskeys();
  const calls = open([factor, key(OLD)], { [wanted.split(' {')[0] ?? '']: { body: { message: 'ok' } } });
  await press(`Rename ${factor.name}`);
  const field = dialog().getByLabelText<HTMLInputElement>('Name');
  expect(field.value).toBe(factor.name);
  fireEvent.input(field, { target: { value: ' ' } });
  confirm('Save');
  expect(await dialog().findByText('Enter a name.')).toBeTruthy();
  fireEvent.input(field, { target: { value: 'Home ' } });
  confirm('Save');
  expect(await screen.findByText('The new name is saved.')).toBeTruthy();
  expect(calls).toContain(wanted);
});

it('P12: removes a passkey after a question, and tells the browser which ones are left', async () => {
  const signal = vi.fn<Signal>(() => Promise.resolve());
  giveBrowserPasskeys({ signal });
  const calls = open([key(KEY), APP], { 'DELETE /passkeys/k1': { body: { message: 'ok', signal: SIGNAL } } });
  await press('Remove Work laptop');
  expect(dialog().getByText(/Delete it in your password manager/)).toBeTruthy();
  expect(dialog().queryByText(/last second factor/)).toBeNull();
  confirm('Remove');
  expect(await screen.findByText('Work laptop is removed.')).toBeTruthy();
  expect(calls).toContain('DELETE /passkeys/k1');
  expect(signal.mock.calls).toEqual([[SIGNAL]]);
});

it('P12: tells the browser nothing without a word of the server', async () => {
  const signal = vi.fn<Signal>(() => Promise.resolve());
  giveBrowserPasskeys({ signal });
  const calls = open([key(KEY), APP], { 'DELETE /passkeys/k1': { body: { message: 'ok' } } });
  await waitFor(() => expect(calls).toContain('GET /passkeys'));
  await press('Remove Work laptop');
  confirm('Remove');
  expect(await screen.findByText('Work laptop is removed.')).toBeTruthy();
  expect(signal).not.toHaveBeenCalled();
});

it('says before the last one goes that the second lock goes with it, and then shows it off', async () => {
  const calls = open([APP], {
    'GET /2fa/status': [status([APP]), status([], { enabled: false, methods: [], enabledAt: null })],
    'DELETE /2fa/authenticators/a1': { body: { message: 'ok' } },
  });
  await press('Remove Phone');
  expect(dialog().getByText(/It is your last second factor/)).toBeTruthy();
  confirm('Remove');
  expect(await screen.findByText(/Two-factor authentication is off/)).toBeTruthy();
  expect(await screen.findByRole('link', { name: 'Turn on' })).toBeTruthy();
  expect(calls).toContain('DELETE /2fa/authenticators/a1');
});

it('P10: leaves the last one in place where the account needs one', async () => {
  open([APP], {}, { required: true });
  await screen.findByText(/cannot be turned off/);
  expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Turn off' })).toBeNull();
});

it('says until when a passkey is needed before the last factor goes, which it may until then', async () => {
  const asked = { required: true, level: 'phishing_resistant', requires2FASetup: true, setUpBy: '2026-12-15T09:00:00Z' };
  open([APP], {}, asked);
  await press('Turn off');
  expect(dialog().getByText(/^Your account needs a passkey by/).textContent).toContain('Dec 15, 2026');
  confirm('Cancel');
  expect(screen.queryByText(/cannot be turned off/)).toBeNull();
  await press('Remove Phone');
  expect(dialog().getByText(/^Your account needs a passkey by/).textContent).toContain('you are asked for one again');
});

it('tells in the words of the server that the policy in force keeps the last one', async () => {
  open([APP], { 'DELETE /2fa/authenticators/a1': refusal(403, 'two_factor_required') });
  await press('Remove Phone');
  confirm('Remove');
  expect(await dialog().findByText('Refused: two_factor_required.')).toBeTruthy();
});

it('P16: offers one more app up to five', async () => {
  open(apps(4));
  expect((await screen.findByRole('link', { name: 'Add an authenticator app' })).getAttribute('href')).toBe('/profile/two-factor?add=1');
  cleanup();
  open(apps(5));
  await rows();
  expect(screen.queryByRole('link', { name: 'Add an authenticator app' })).toBeNull();
});

it('P15: offers no passkey in a browser without them, and lists and removes those that are there', async () => {
  config.passkeys = true;
  const calls = open([key(KEY), APP], { 'DELETE /passkeys/k1': { body: { message: 'ok', signal: SIGNAL } } });
  await press('Remove Work laptop');
  expect(screen.queryByRole('button', { name: 'Add a passkey' })).toBeNull();
  confirm('Remove');
  expect(await screen.findByText('Work laptop is removed.')).toBeTruthy();
  expect(calls).not.toContain('GET /passkeys');
});

it('turns all of them off by a passkey, which the server asks for', async () => {
  giveBrowserPasskeys({ get: answers });
  const calls = open([key(KEY)], {
    'POST /2fa/disable': [refusal(403, 'reauth_required', { methods: ['passkey'] }), { body: { message: 'ok' } }],
    'POST /reauth/passkey/options': OPTIONS,
    'POST /reauth': { body: { message: 'ok' } },
  });
  await press('Turn off');
  confirm('Turn off');
  await press('Use your passkey');
  expect(await screen.findByText(/Two-factor authentication is off/)).toBeTruthy();
  expect(calls.filter((call) => call.startsWith('POST /2fa/disable'))).toEqual(['POST /2fa/disable {}', 'POST /2fa/disable {}']);
});
