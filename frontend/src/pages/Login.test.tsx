// Promises of signing in: the right next page for each answer, plain words for each refusal, and nothing kept in storage but a flag.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { Public } from '../components/Guard';
import { config } from '../lib/config';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { Login } from './Login';

function open(reply: Reply, address = '/login') {
  const calls = serve({ 'POST /login': reply, 'POST /verify-email/resend': { status: 202, body: { message: 'ok' } } });
  show(
    <Public>
      <Login />
    </Public>,
    address,
  );
  return calls;
}

function signIn(email = 'jane@example.com', password = 'correct horse'): void {
  fireEvent.input(screen.getByLabelText('Email'), { target: { value: email } });
  fireEvent.input(screen.getByLabelText('Password'), { target: { value: password } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

const here = () => location.pathname + location.search;

it('names the app to which it leads, once the server knows it, and keeps the way back beside every link', async () => {
  const rd = encodeURIComponent('https://wiki.example.com/');
  serve({ [`GET /api/authz/return?rd=${rd}`]: { body: { url: 'https://wiki.example.com/', need: ['login'] } } });
  show(<Login />, `/login?rd=${rd}#part`);
  expect(await screen.findByText('wiki.example.com')).toBeTruthy();
  for (const name of ['Create an account', 'Forgot password?']) {
    expect(screen.getByRole('link', { name }).getAttribute('href')).toContain(`next=${encodeURIComponent(`/continue?rd=${rd}`)}#part`);
  }
});

it('names no place to which the server does not lead back', async () => {
  const calls = serve({ 'GET /api/authz/return?rd=https%3A%2F%2Fevil.example': refusal(400, 'invalid_request') });
  show(<Login />, '/login?rd=https%3A%2F%2Fevil.example');
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(document.body.textContent).not.toContain('evil');
});

it('asks a stranger nothing of the server before the form is sent', () => {
  expect(open({})).toEqual([]);
});

it('goes on to the page that was wanted, and keeps only a flag', async () => {
  open({ body: { user: JANE } }, '/login?next=/sessions');
  signIn();
  await waitFor(() => expect(here()).toBe('/sessions'));
  expect({ ...localStorage }).toEqual({ 'signed-in': '1' });
});

it('goes to the code page where a second factor is asked for', async () => {
  open({ body: { requires2FA: true, methods: ['totp'], expiresIn: 300 } }, '/login?next=/sessions');
  signIn();
  await waitFor(() => expect(here()).toBe('/two-factor?next=%2Fsessions'));
});

it('goes to the set-up where policy demands a second factor', async () => {
  open({ body: { user: JANE, requires2FASetup: true } });
  signIn();
  await waitFor(() => expect(here()).toBe('/profile/two-factor'));
});

it('G04: goes on where there is time for what the policy demands', async () => {
  open({ body: { user: JANE, requires2FASetup: true, setUpBy: '2026-12-15T09:00:00Z' } }, '/login?next=/sessions');
  signIn();
  await waitFor(() => expect(here()).toBe('/sessions'));
});

it('does not say which of email and password was wrong', async () => {
  open(refusal(401, 'invalid_credentials'));
  signIn();
  expect(await screen.findByText('Email or password is not right.')).toBeTruthy();
});

it('names what is missing, beside its field, before anything is sent', async () => {
  const calls = open({});
  signIn('', '');
  expect(await screen.findByText('Enter your email address.')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText('Email'));
  expect(calls).toEqual([]);
});

it('offers the mail again to an address that is not confirmed', async () => {
  const calls = open(refusal(403, 'email_unverified'));
  signIn();
  fireEvent.click(await screen.findByRole('button', { name: 'Send the mail again' }));
  await waitFor(() => expect(calls).toContain('POST /verify-email/resend {"email":"jane@example.com"}'));
});

it.each([
  ['expired', 'Your sign-in timed out. Sign in again.'],
  ['ended', /^This sign-in was ended before it was finished/],
  ['out', 'You are signed out. Sign in again to go on.'],
])('tells an end by time from one that was made elsewhere: %s', async (reason, text) => {
  open({}, `/login?${reason}=1`);
  expect(await screen.findByText(text)).toBeTruthy();
});

it.each([
  ['invited', /You need an invitation/],
  ['closed', /Whoever runs this service makes the accounts/],
])('offers no account where the door is %s, but whom to ask', (door, text) => {
  Object.assign(config, { registration: door, support: 'help@example.com' });
  show(<Login />, '/login');
  expect(screen.getByText(text)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'help@example.com' })).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Create an account' })).toBeNull();
});

it.each([
  refusal(429, 'too_many_attempts', { retryAfter: 60 }),
  refusal(403, 'account_disabled'),
])('says once whom to ask where a refusal says it already', async (reply) => {
  Object.assign(config, { registration: 'closed', support: 'help@example.com' });
  open(reply);
  signIn();
  await waitFor(() => expect(document.querySelector('main')?.textContent).toContain('help@example.com'));
  expect(screen.getAllByRole('link', { name: 'help@example.com' })).toHaveLength(1);
});

it('names the domains whose people may create an account', () => {
  config.registration = '@example.org,@example.net';
  show(<Login />, '/login');
  expect(screen.getByText('@example.org or @example.net')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Create an account' })).toBeTruthy();
});
