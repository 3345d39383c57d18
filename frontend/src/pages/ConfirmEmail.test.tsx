// Promises of confirming a new address: a press does it, in a session of the account, and its token is in no address on the way.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { keepToken, takeToken } from '../lib/kept';
import { CONFIRM_EMAIL, JOIN } from '../lib/next';
import { JANE, refusal, serve, show } from '../testing';
import { ConfirmEmail } from './ConfirmEmail';

const STRANGER = { 'POST /email/confirm': refusal(401, 'not_signed_in'), 'GET /me': refusal(401, 'not_signed_in') };
const OK = { 'POST /email/confirm': { body: { message: 'ok' } }, 'GET /me': { body: { user: JANE } } };

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

it('moves to a new address on the press of a button, not on opening', async () => {
  const calls = serve(OK);
  show(<ConfirmEmail />, '/confirm-email#token=abc');
  await screen.findByRole('button', { name: 'Confirm your new email' });
  expect(calls).toEqual([]);
  await press('Confirm your new email');
  expect(await screen.findByRole('heading', { name: 'Your new email is confirmed' })).toBeTruthy();
});

it('leads whoever is not signed in through sign-in, with the token in no address', async () => {
  serve(STRANGER);
  show(<ConfirmEmail />, '/confirm-email#token=abc');
  await press('Confirm your new email');
  await waitFor(() => expect(location.pathname + location.search).toBe('/login?next=%2Fconfirm-email'));
  expect(location.href).not.toContain('abc');
  expect(takeToken(CONFIRM_EMAIL)).toBe('abc');
});

it('goes on by itself after sign-in, and keeps the token no longer', async () => {
  keepToken(CONFIRM_EMAIL, 'abc');
  const calls = serve(OK);
  show(<ConfirmEmail />, '/confirm-email');
  expect(await screen.findByRole('heading', { name: 'Your new email is confirmed' })).toBeTruthy();
  expect(calls[0]).toBe('POST /email/confirm {"token":"abc"}');
  expect(sessionStorage.length).toBe(0);
});

it('leaves the token of an invitation alone', async () => {
  keepToken(JOIN, 'abc');
  const calls = serve(OK);
  show(<ConfirmEmail />, '/confirm-email');
  expect(await screen.findByRole('link', { name: 'Go to my profile' })).toBeTruthy();
  expect(calls).toEqual([]);
  expect(takeToken(JOIN)).toBe('abc');
});

it('does nothing by itself with a token that was kept for too long, nor beside a new link', async () => {
  keepToken(CONFIRM_EMAIL, 'abc', Date.now() - 16 * 60_000);
  const calls = serve(OK);
  show(<ConfirmEmail />, '/confirm-email');
  expect(await screen.findByRole('link', { name: 'Go to my profile' })).toBeTruthy();
  cleanup();
  keepToken(CONFIRM_EMAIL, 'old');
  show(<ConfirmEmail />, '/confirm-email#token=new');
  expect(await screen.findByRole('button', { name: 'Confirm your new email' })).toBeTruthy();
  expect(calls).toEqual([]);
});

it('says which account is signed in where it is another one, and leads to the sign-in of the right one', async () => {
  serve({
    'POST /email/confirm': refusal(401, 'not_signed_in'),
    'GET /me': { body: { user: JANE } },
    'POST /logout': { body: { message: 'ok' } },
  });
  show(<ConfirmEmail />, '/confirm-email#token=abc');
  await press('Confirm your new email');
  expect(await screen.findByText('jane@example.com')).toBeTruthy();
  await press('Sign in to the other account');
  await waitFor(() => expect(location.pathname).toBe('/login'));
  expect(takeToken(CONFIRM_EMAIL)).toBe('abc');
});

it('leads back to the profile where the link is dead', async () => {
  serve({ 'POST /email/confirm': refusal(400, 'invalid_token') });
  show(<ConfirmEmail />, '/confirm-email#token=old');
  await press('Confirm your new email');
  expect(await screen.findByRole('link', { name: 'Go to my profile' })).toBeTruthy();
});
