// Promises of joining: opening the link spends nothing and says what it offers, and its token is in no address on the way.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { keepToken, takeToken } from '../lib/kept';
import { JOIN } from '../lib/next';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { Join } from './Join';

const LOOK = 'POST /invitation';
const TAKE = 'POST /invitation/accept';
const OFFER = { role: 'user', groups: ['editors', 'wiki'], invitedBy: 'Ann', expiresAt: '2026-05-14T08:00:00Z' };
const mailed = { body: { ...OFFER, email: JANE.email } };
const shown = { body: OFFER };
const nobody = refusal(401, 'not_signed_in');
const joined = { status: 201, body: { message: 'ok', user: { ...JANE, groups: OFFER.groups } } };

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const here = () => location.pathname + location.search;

function open(table: Record<string, Reply | Reply[]>, address = '/join#token=abc') {
  const calls = serve({ 'GET /me': nobody, ...table });
  show(<Join />, address);
  return calls;
}

function signedIn(table: Record<string, Reply | Reply[]>, user = JANE) {
  localStorage.setItem('signed-in', '1');
  return open({ 'GET /me': { body: { user } }, ...table });
}

async function choose(password: string): Promise<void> {
  fireEvent.input(await screen.findByLabelText('Password'), { target: { value: password } });
}

it('says who invites, to which address, role and groups, and until when, and opening it spends nothing', async () => {
  const calls = open({ [LOOK]: mailed });
  await screen.findByRole('button', { name: 'Join' });
  for (const text of ['Ann', 'Member', 'editors and wiki', /May 14, 2026/]) expect(screen.getByText(text)).toBeTruthy();
  expect(screen.getAllByText(JANE.email)).toHaveLength(1);
  expect(screen.queryByLabelText('Email')).toBeNull();
  expect(calls).toEqual([`${LOOK} {"token":"abc"}`]);
  expect(location.href).not.toContain('abc');
});

it('joins by a password alone, and is signed in', async () => {
  const calls = open({ [LOOK]: mailed, 'POST /register': joined, 'GET /me': { body: { user: JANE } } });
  await choose('correct horse battery');
  await press('Join');
  await waitFor(() => expect(here()).toBe('/profile'));
  expect(calls[1]).toBe('POST /register {"email":"jane@example.com","password":"correct horse battery","invitation":"abc"}');
  expect(localStorage.getItem('signed-in')).toBe('1');
});

it('leads to the set-up at once where the account needs a second factor', async () => {
  const body = { ...joined.body, requires2FASetup: true };
  open({ [LOOK]: mailed, 'POST /register': { status: 201, body }, 'GET /me': { body: { user: JANE } } }, '/join#token=abc');
  await choose('correct horse battery');
  await press('Join');
  await waitFor(() => expect(here()).toBe('/profile/two-factor?start=1'));
});

it('leads to the profile where there is time for it', async () => {
  const body = { ...joined.body, requires2FASetup: true, setUpBy: '2026-12-15T09:00:00Z' };
  open({ [LOOK]: mailed, 'POST /register': { status: 201, body }, 'GET /me': { body: { user: JANE } } }, '/join#token=abc');
  await choose('correct horse battery');
  await press('Join');
  await waitFor(() => expect(here()).toBe('/profile'));
});

it.each([false, true])('never leaves by an address that asks for a way on, and takes its token nowhere: %s', async (requires2FASetup) => {
  const body = { ...joined.body, requires2FASetup };
  open({ [LOOK]: mailed, 'POST /register': { status: 201, body }, 'GET /me': { body: { user: JANE } } }, '/join?rd=https%3A%2F%2Fevil.example#token=abc');
  await choose('correct horse battery');
  await press('Join');
  await waitFor(() => expect(location.pathname).not.toBe('/join'));
  expect(location.href.replace(location.origin, '')).toBe(requires2FASetup ? '/profile/two-factor?start=1' : '/profile');
});

it('asks for a password, and shows beside it why one was refused', async () => {
  const calls = open({ [LOOK]: mailed, 'POST /register': refusal(400, 'invalid_request', { fields: { password: ['Use 12 characters or more.'] } }) });
  await press('Join');
  expect(await screen.findByText('Choose a password.')).toBeTruthy();
  expect(calls).toHaveLength(1);
  await choose('short');
  await press('Join');
  expect(await screen.findByText('Use 12 characters or more.')).toBeTruthy();
});

it('asks for the address where the link was shown, and to look into the mail', async () => {
  const calls = open({ [LOOK]: shown, 'POST /register': { status: 201, body: { message: 'ok' } } });
  fireEvent.input(await screen.findByLabelText('Email'), { target: { value: 'bob@example.com' } });
  await choose('correct horse battery');
  await press('Create account');
  expect(await screen.findByRole('heading', { name: 'Check your mail' })).toBeTruthy();
  expect(screen.getByText('bob@example.com')).toBeTruthy();
  expect(calls[1]).toContain('"invitation":"abc"');
  await press('Start again');
  expect(await screen.findByLabelText('Email')).toBeTruthy();
});

it('leads somebody who has an account through sign-in and back, with the token in no address', async () => {
  open({ [LOOK]: mailed, 'POST /register': { status: 201, body: { message: 'ok' } } });
  await choose('correct horse battery');
  await press('Join');
  expect(await screen.findByRole('heading', { name: 'You may have an account already' })).toBeTruthy();
  fireEvent.click(screen.getByRole('link', { name: 'Sign in' }));
  await waitFor(() => expect(here()).toBe('/login?next=%2Fjoin'));
  expect(location.href).not.toContain('abc');
  expect(takeToken(JOIN)).toBe('abc');
});

it('takes the groups by one press after sign-in, and says which', async () => {
  keepToken(JOIN, 'abc');
  localStorage.setItem('signed-in', '1');
  const mine = { 'GET /me': { body: { user: JANE } } };
  const calls = open({ ...mine, [LOOK]: mailed, [TAKE]: { body: { ...joined.body } } }, '/join');
  expect(await screen.findByText('editors and wiki')).toBeTruthy();
  expect(calls.some((call) => call.startsWith(TAKE))).toBe(false);
  expect(screen.queryByText('Role')).toBeNull();
  await press('Join the groups');
  expect(await screen.findByRole('heading', { name: 'You have joined the groups' })).toBeTruthy();
  expect(screen.getByText('editors and wiki')).toBeTruthy();
  expect(calls.at(-1)).toBe(`${TAKE} {"token":"abc"}`);
  expect(sessionStorage.length).toBe(0);
});

it('has who must enrol do so first, and then come back with the token', async () => {
  signedIn({ [LOOK]: mailed, [TAKE]: refusal(403, 'two_factor_setup_required') });
  await press('Join the groups');
  await waitFor(() => expect(here()).toBe('/profile/two-factor?next=%2Fjoin'));
  expect(takeToken(JOIN)).toBe('abc');
});

it('offers nothing to take where the invitation brings no groups', async () => {
  signedIn({ [LOOK]: { body: { ...mailed.body, groups: [] } } });
  expect(await screen.findByText(/brings no groups/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Join the groups' })).toBeNull();
});

it.each([
  [mailed, 'jane@example.com'],
  [shown, 'bob@example.com'],
])('says whose the browser is where another account is signed in, and goes on after signing out', async (look, named) => {
  signedIn({ [LOOK]: look, 'POST /logout': { body: { message: 'ok' } } }, { ...JANE, email: 'bob@example.com' });
  expect(await screen.findByRole('heading', { name: 'Another account is signed in here' })).toBeTruthy();
  expect(screen.getAllByText(named).length).toBeGreaterThan(0);
  await press('Sign out and go on');
  expect(await screen.findByLabelText('Password')).toBeTruthy();
});

it('says that the link is dead, and whom to ask', async () => {
  open({ [LOOK]: refusal(400, 'invalid_token') });
  expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeTruthy();
  expect(screen.getByText(/Ask whoever invited you/)).toBeTruthy();
});

it('says so too where the invitation died while its page was open', async () => {
  open({ [LOOK]: mailed, 'POST /register': refusal(400, 'invalid_token') });
  await choose('correct horse battery');
  await press('Join');
  expect(await screen.findByText(/Ask whoever invited you/)).toBeTruthy();
});

it('asks for the link once more where a reload has lost its token, and calls nobody', async () => {
  const calls = open({}, '/join');
  expect(await screen.findByRole('heading', { name: 'The link is not complete' })).toBeTruthy();
  expect(calls).toEqual([]);
});

it('tries again where the server did not answer', async () => {
  open({ [LOOK]: [refusal(503, 'unavailable'), mailed] });
  await press('Try again');
  expect(await screen.findByRole('button', { name: 'Join' })).toBeTruthy();
});
