// Promises of the set-up: nobody leaves without the codes by accident, and who must enrol is told why.
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { Private } from '../components/Guard';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { TwoFactorSetup } from './TwoFactorSetup';

const STATUS = { enabled: false, required: false, methods: [], backupCodesRemaining: 0, enabledAt: null };
const SETUP = { body: { secret: 'JBSWY3DPEHPK3PXP', otpauthUrl: 'otpauth://totp/x', qrCode: 'data:image/svg+xml,', expiresIn: 600 } };
const NEW = { body: { ...SETUP.body, secret: 'KRUGKIDROVUWG2ZA' } };
const CODES = ['AAAA-AAAA-AAAA-AAAA', 'BBBB-BBBB-BBBB-BBBB'];

function open(table: Record<string, Reply | Reply[]> = {}, address = '/profile/two-factor') {
  const calls = serve({
    'GET /me': { body: { user: JANE } },
    'GET /2fa/status': { body: STATUS },
    'POST /2fa/setup': SETUP,
    'POST /2fa/enable': { body: { backupCodes: CODES } },
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

const closing = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

const key = async () => (await screen.findByRole('group', { name: /setup key/ })).textContent;

async function enable(): Promise<void> {
  fireEvent.input(await screen.findByLabelText('6-digit code from the app'), { target: { value: '482 913' } });
  await press('Turn on');
  await screen.findByText('AAAA-AAAA-AAAA-AAAA');
}

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));

it('shows picture, key and the field for the code at once, and never sends the key back', async () => {
  const calls = open();
  expect(await key()).toBe('JBSWY3DPEHPK3PXP');
  expect(screen.getByRole('img', { name: /QR code/ })).toBeTruthy();
  expect(screen.getAllByRole('listitem').map((step) => step.textContent)).toEqual(['Scan and confirm', 'Save']);
  expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }));
  await enable();
  expect(calls).toContain('POST /2fa/enable {"token":"482913"}');
});

it('does not let go before the codes are said to be saved', async () => {
  open();
  await enable();
  await press('Finish');
  expect(await screen.findByText('Save the codes first, then tick the box.')).toBeTruthy();
  expect(location.pathname).toBe('/profile/two-factor');
  fireEvent.click(screen.getByLabelText('I have saved these codes somewhere safe'));
  await press('Finish');
  await waitFor(() => expect(location.pathname).toBe('/profile'));
});

it('asks before the tab is closed while the codes are shown, and not before or after', async () => {
  open();
  await screen.findByRole('button', { name: 'Turn on' });
  expect(closing()).toBe(false);
  await enable();
  await waitFor(() => expect(closing()).toBe(true));
  cleanup();
  await waitFor(() => expect(closing()).toBe(false));
});

it('leaves no other way out of the codes: no links and no sign-out', async () => {
  open();
  await enable();
  expect(screen.queryByRole('navigation')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Sign out' })).toBeNull();
});

it('asks for the password where the proof is old, then goes on with the set-up', async () => {
  const calls = open({
    'POST /2fa/setup': [refusal(403, 'reauth_required', { methods: ['password'] }), SETUP],
    'POST /reauth': { body: { message: 'ok' } },
  });
  fireEvent.input(await screen.findByLabelText('Password'), { target: { value: 'correct horse' } });
  await press('Confirm');
  await screen.findByRole('button', { name: 'Turn on' });
  expect(calls).toContain('POST /reauth {"password":"correct horse"}');
});

it('tells who must enrol why, and takes them on to where they were going', async () => {
  open({ 'GET /2fa/status': { body: { ...STATUS, required: true } } }, '/profile/two-factor?next=/sessions');
  expect(await screen.findByText('Your account needs two-factor authentication.')).toBeTruthy();
  await press('Start set-up');
  await enable();
  fireEvent.click(screen.getByLabelText('I have saved these codes somewhere safe'));
  await press('Finish');
  await waitFor(() => expect(location.pathname).toBe('/sessions'));
});

it('goes back to the profile when it is on already', async () => {
  open({ 'GET /2fa/status': { body: { ...STATUS, enabled: true } } });
  await waitFor(() => expect(location.pathname).toBe('/profile'));
});

it('replaces the app while the old one stays on, and says which one counts', async () => {
  const calls = open({ 'GET /2fa/status': { body: { ...STATUS, enabled: true } } }, '/profile/two-factor?replace=1');
  await press('Start set-up');
  fireEvent.input(await screen.findByLabelText('6-digit code from the app'), { target: { value: '482913' } });
  await press('Replace');
  expect(await screen.findByText(/the old one no longer works/)).toBeTruthy();
  expect(calls).toContain('POST /2fa/setup {"replace":true}');
});

it('offers more time in the last minute, and keeps the secret and what was typed', async () => {
  open();
  await key();
  const field = screen.getByLabelText<HTMLInputElement>('6-digit code from the app');
  fireEvent.input(field, { target: { value: '482' } });
  expect(screen.queryByRole('button', { name: 'More time' })).toBeNull();
  await act(() => void vi.advanceTimersByTime(545_000));
  expect(screen.getByRole('timer').textContent).toMatch(/^0:5\d left/);
  await press('More time');
  await waitFor(() => expect(screen.getByRole('timer').textContent).toMatch(/^(10:00|9:59) left/));
  expect(await key()).toBe('JBSWY3DPEHPK3PXP');
  expect(field.value).toBe('482');
  expect(document.activeElement).toBe(field);
  expect(screen.queryByText(/This QR code is new/)).toBeNull();
});

it('has a way on past its time, and says that the code is another one', async () => {
  const calls = open({ 'POST /2fa/setup': [SETUP, NEW] });
  await key();
  await act(() => void vi.advanceTimersByTime(601_000));
  expect(screen.queryByRole('group', { name: /setup key/ })).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'The time for the QR code is up' }));
  await press('Go on with the set-up');
  expect(await key()).toBe('KRUGKIDROVUWG2ZA');
  expect(screen.getByText(/This QR code is new/)).toBeTruthy();
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST /2fa/setup {}', 'POST /2fa/setup {}']);
});

it('has a way on where the server says that nothing waits', async () => {
  open({ 'POST /2fa/enable': refusal(409, 'setup_not_started') });
  await key();
  fireEvent.input(screen.getByLabelText('6-digit code from the app'), { target: { value: '482913' } });
  await press('Turn on');
  await press('Go on with the set-up');
  expect(await key()).toBe('JBSWY3DPEHPK3PXP');
  expect(screen.queryByText(/This QR code is new/)).toBeNull();
});

it('starts again with another secret only where one asks for it', async () => {
  const calls = open({ 'POST /2fa/setup': [SETUP, NEW] });
  await key();
  await press('Start again with a new QR code');
  await waitFor(async () => expect(await key()).toBe('KRUGKIDROVUWG2ZA'));
  expect(screen.getByText(/This QR code is new/)).toBeTruthy();
  expect(calls).toContain('POST /2fa/setup {"restart":true}');
});

it('shows the wait of a lock alone, without a second clock', async () => {
  open({ 'POST /2fa/enable': refusal(429, 'too_many_attempts', { retryAfter: 42 }) });
  await key();
  fireEvent.input(screen.getByLabelText('6-digit code from the app'), { target: { value: '482913' } });
  await press('Turn on');
  expect(await screen.findByText(/^0:4\d$/)).toBeTruthy();
  expect(screen.queryByRole('timer')).toBeNull();
});

it('shows the picture at once to who has just joined, and says why', async () => {
  open({ 'GET /2fa/status': { body: { ...STATUS, required: true } } }, '/profile/two-factor?start=1');
  expect(await key()).toBe('JBSWY3DPEHPK3PXP');
  expect(screen.getByText('Your account needs two-factor authentication.')).toBeTruthy();
});
