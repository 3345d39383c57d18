// Promises of the code page: no attempt is wasted, no text is lost, a lock ends by itself, a reload keeps the sign-in.
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { Lost } from './Lost';
import { TwoFactor } from './TwoFactor';

const PENDING = { body: { email: 'jane@example.com', methods: ['totp', 'backup_code'], expiresIn: 300, attemptsLeft: 5 } };

async function open(table: Record<string, Reply | Reply[]> = {}, address = '/two-factor') {
  const calls = serve({ 'GET /2fa/pending': PENDING, ...table });
  show(<TwoFactor />, address);
  await screen.findByRole('heading', { level: 1 }).catch(() => null);
  return calls;
}

const field = () => screen.getByLabelText<HTMLInputElement>(/6-digit code|Backup code/);

function submit(text: string): void {
  fireEvent.input(field(), { target: { value: text } });
  const form = field().form;
  if (form) fireEvent.submit(form);
}

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));

it('asks the server after a reload who is signing in, and focuses the field', async () => {
  await open();
  expect(screen.getByText('jane@example.com')).toBeTruthy();
  expect(document.activeElement).toBe(field());
});

it('replaces the address with sign-in when nothing is half-finished, and keeps where to go on', async () => {
  await open({ 'GET /2fa/pending': refusal(401, 'twofa_session_expired') }, '/two-factor?next=/sessions');
  await waitFor(() => expect(location.pathname + location.search).toBe('/login?next=%2Fsessions'));
});

it('takes a code with spaces and sends the digits alone', async () => {
  const calls = await open({ 'POST /2fa/verify-login': { body: { user: JANE } } });
  submit(' 482 913 ');
  await waitFor(() => expect(calls).toContain('POST /2fa/verify-login {"code":"482913"}'));
});

it('spends no attempt on a code that is too short', async () => {
  const calls = await open();
  submit('48291');
  expect(await screen.findByText('Enter all 6 digits.')).toBeTruthy();
  expect(calls).toEqual(['GET /2fa/pending']);
});

it('keeps a wrong code, selects it and tells how many attempts are left', async () => {
  await open({ 'POST /2fa/verify-login': refusal(400, 'invalid_code', { attemptsLeft: 3 }) });
  submit('482913');
  expect(await screen.findByText(/3 attempts left\./)).toBeTruthy();
  expect(field().value).toBe('482913');
  expect([field().selectionStart, field().selectionEnd]).toEqual([0, 6]);
  expect(document.activeElement).toBe(field());
  expect(field().getAttribute('aria-invalid')).toBe('true');
});

it('ignores the button while locked, and takes codes again when the wait is over', async () => {
  const calls = await open({ 'POST /2fa/verify-login': [refusal(429, 'too_many_attempts', { retryAfter: 5 }), { body: { user: JANE } }] });
  submit('482913');
  expect(await screen.findByText('0:05')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Verify' }).getAttribute('aria-disabled')).toBe('true');
  submit('482914');
  expect(calls).toHaveLength(2);
  await act(() => void vi.advanceTimersByTime(6000));
  expect(screen.getByText('You can try again now.')).toBeTruthy();
  submit('482914');
  await waitFor(() => expect(calls).toHaveLength(3));
});

it('ends with the way back when the last attempt is gone', async () => {
  await open({ 'POST /2fa/verify-login': refusal(400, 'invalid_code', { attemptsLeft: 0 }) });
  submit('482913');
  expect(await screen.findByRole('link', { name: 'Back to sign in' })).toBeTruthy();
  expect(screen.queryByText(/You can sign in again in/)).toBeNull();
});

it('says for how long when the last attempt locks, and when the wait is over', async () => {
  await open({ 'POST /2fa/verify-login': refusal(400, 'invalid_code', { attemptsLeft: 0, retryAfter: 900 }) });
  submit('482913');
  expect((await screen.findByText(/You can sign in again in/)).textContent).toMatch(/in (15:00|14:59)\.$/);
  await act(() => void vi.advanceTimersByTime(901_000));
  expect(screen.getByText('You can sign in again now.')).toBeTruthy();
  expect(location.pathname + location.search).toBe('/two-factor');
});

it.each<[string, Record<string, Reply>]>([
  ['when it comes up', { 'GET /2fa/pending': { body: { ...PENDING.body, attemptsLeft: 0, retryAfter: 869 } } }],
  ['after a code', { 'POST /2fa/verify-login': refusal(429, 'too_many_attempts', { retryAfter: 869 }) }],
])('shows one clock alone where the lock outlasts the sign-in: %s', async (_, table) => {
  await open(table);
  if (screen.queryByRole('button', { name: 'Verify' })) submit('482913');
  expect(await screen.findByText(/^14:2\d$/)).toBeTruthy();
  expect(screen.queryByRole('timer')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Verify' })).toBeNull();
});

it('shows one clock at a time where the sign-in outlasts the lock', async () => {
  await open({ 'GET /2fa/pending': { body: { ...PENDING.body, attemptsLeft: 0, retryAfter: 42 } } });
  expect(screen.getByText(/^0:4\d$/)).toBeTruthy();
  expect(screen.queryByRole('timer')).toBeNull();
  await act(() => void vi.advanceTimersByTime(43_000));
  expect(screen.getByRole('timer').textContent).toMatch(/^4:1\d left/);
});

it('tells a sign-in that was ended elsewhere from one that timed out', async () => {
  await open({ 'POST /2fa/verify-login': refusal(401, 'twofa_session_expired') }, '/two-factor?next=/sessions');
  submit('482913');
  await waitFor(() => expect(location.search).toBe('?ended=1&next=%2Fsessions'));
});

it('says so as well when more time is asked for too late', async () => {
  await open({ 'POST /2fa/extend': refusal(401, 'twofa_session_expired') });
  await act(() => void vi.advanceTimersByTime(245_000));
  fireEvent.click(screen.getByRole('button', { name: 'More time' }));
  await waitFor(() => expect(location.search).toBe('?ended=1'));
});

it('reads the digits of other scripts', async () => {
  const calls = await open({ 'POST /2fa/verify-login': { body: { user: JANE } } });
  submit('\u200f٤٨٢ ٩١٣');
  await waitFor(() => expect(calls).toContain('POST /2fa/verify-login {"code":"482913"}'));
});

it('offers more time in the last minute, outside of which the countdown is silent', async () => {
  await open({ 'POST /2fa/extend': { body: { expiresIn: 300 } } });
  expect(screen.queryByRole('button', { name: 'More time' })).toBeNull();
  expect(screen.getByRole('timer').getAttribute('aria-live')).toBe('off');
  await act(() => void vi.advanceTimersByTime(245_000));
  fireEvent.click(screen.getByRole('button', { name: 'More time' }));
  await waitFor(() => expect(screen.getByRole('timer').textContent).toMatch(/^(5:00|4:59) left/));
});

it('goes to sign-in and says why when the time is up', async () => {
  await open();
  await act(() => void vi.advanceTimersByTime(301_000));
  await waitFor(() => expect(location.search).toBe('?expired=1'));
});

it('switches to backup codes and back, with the focus in the field', async () => {
  await open();
  fireEvent.click(screen.getByRole('button', { name: 'Use a backup code' }));
  expect(document.activeElement).toBe(await screen.findByLabelText('Backup code'));
  fireEvent.click(screen.getByRole('button', { name: 'Use authenticator app' }));
  expect(document.activeElement).toBe(await screen.findByLabelText('6-digit code'));
});

it('cuts nothing off a pasted code', async () => {
  await open();
  expect(field().hasAttribute('maxlength')).toBe(false);
  expect(field().getAttribute('autocomplete')).toBe('one-time-code');
});

it('asks to be trusted only where the box is ticked', async () => {
  const calls = await open({ 'POST /2fa/verify-login': { body: { user: JANE } } });
  fireEvent.click(screen.getByLabelText('Don’t ask again on this browser for 30 days'));
  submit('482913');
  await waitFor(() => expect(calls).toContain('POST /2fa/verify-login {"code":"482913","rememberDevice":true}'));
});

it('tells whoever lost phone and codes where to go, and lets them come back', async () => {
  await open({}, '/two-factor?next=/sessions');
  const wayOut = screen.getByRole('link', { name: 'Lost your phone and your codes?' });
  expect(wayOut.getAttribute('href')).toBe('/lost?next=%2Fsessions');
  cleanup();
  show(<Lost />, '/lost?next=/sessions');
  expect(screen.getByRole('link', { name: 'Back to sign in' }).getAttribute('href')).toBe('/two-factor?next=%2Fsessions');
});

it('names no way by a code to whoever lost a passkey where codes are not enough', () => {
  serve({ 'GET /2fa/pending': refusal(401, 'twofa_session_expired') });
  show(<Lost />, '/lost?passkey=1&next=/sessions');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Lost your passkey?');
  expect(screen.getAllByRole('heading', { level: 2 }).map((way) => way.textContent)).toEqual(['Use another passkey', 'Ask whoever runs this service']);
});
