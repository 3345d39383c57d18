// Promises of recovery's mailed links: nothing before the press, tries are told, and a dead link says the way on.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { keepToken, takeToken } from '../lib/kept';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { Recovery } from './Recovery';

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

async function finish(reply: Reply | Reply[], password = 'apricot lantern window') {
  const calls = serve({ 'POST /recovery/finish': reply, 'GET /me': { body: { user: JANE, requires2FASetup: true } } });
  show(<Recovery />, '/finish-recovery#token=abc');
  fireEvent.input(await screen.findByLabelText('Password'), { target: { value: password } });
  await press('Finish the recovery');
  return calls;
}

it('stops a recovery on the press of a button, not on opening, and leads to a new password', async () => {
  const calls = serve({ 'POST /recovery/stop': { body: { message: 'ok' } } });
  show(<Recovery />, '/stop-recovery#token=abc');
  await screen.findByRole('button', { name: 'Stop the recovery' });
  expect(calls).toEqual([]);
  await press('Stop the recovery');
  expect(await screen.findByText('Somebody knows your password: change it now.')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Change the password' }).getAttribute('href')).toBe('/forgot-password');
  expect(calls).toEqual(['POST /recovery/stop {"token":"abc"}']);
  expect(location.href).not.toContain('abc');
});

it('leads to a new password also where the link that stops it is dead', async () => {
  serve({ 'POST /recovery/stop': refusal(400, 'invalid_token') });
  show(<Recovery />, '/stop-recovery#token=old');
  await press('Stop the recovery');
  expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Change the password' })).toBeTruthy();
});

it('says in the server’s words that it was finished before', async () => {
  serve({ 'POST /recovery/stop': refusal(409, 'conflict') });
  show(<Recovery />, '/stop-recovery#token=abc');
  await press('Stop the recovery');
  expect(await screen.findByText('Refused: conflict.')).toBeTruthy();
});

it('finishes a recovery with the password, and leads to the set-up', async () => {
  const calls = await finish({ body: { message: 'ok', user: JANE, requires2FASetup: true } });
  await waitFor(() => expect(location.pathname).toBe('/profile/two-factor'));
  expect(calls).toEqual(['POST /recovery/finish {"token":"abc","password":"apricot lantern window"}', 'GET /me']);
});

it('sends no empty password', async () => {
  const calls = await finish({}, '');
  expect(await screen.findByText('Enter your password.')).toBeTruthy();
  expect(calls).toEqual([]);
});

it('tells how many tries are left, and that the last one ended the link', async () => {
  await finish([refusal(400, 'invalid_password', { attemptsLeft: 1 }), refusal(400, 'invalid_password', { attemptsLeft: 0 })]);
  expect(await screen.findByText(/1 attempt left\./)).toBeTruthy();
  await press('Finish the recovery');
  expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/login');
});

it('says that a dead link finishes nothing', async () => {
  await finish(refusal(400, 'invalid_token'));
  expect(await screen.findByText(/Sign in to begin again/)).toBeTruthy();
});

it('confirms a recovery address on the press of a button', async () => {
  const calls = serve({ 'POST /recovery-address/confirm': { body: { message: 'ok', email: 'b@example.com' } } });
  show(<Recovery />, '/confirm-recovery-address#token=abc');
  await screen.findByRole('button', { name: 'Confirm the recovery address' });
  expect(calls).toEqual([]);
  await press('Confirm the recovery address');
  expect(await screen.findByRole('heading', { name: 'Your recovery address is confirmed' })).toBeTruthy();
});

it('leads whoever confirms without a session through sign-in, with the token in no address, and goes on by itself', async () => {
  serve({ 'POST /recovery-address/confirm': refusal(401, 'not_signed_in'), 'GET /me': refusal(401, 'not_signed_in') });
  show(<Recovery />, '/confirm-recovery-address#token=abc');
  await press('Confirm the recovery address');
  await waitFor(() => expect(location.pathname + location.search).toBe('/login?next=%2Fconfirm-recovery-address'));
  expect(takeToken('/confirm-recovery-address')).toBe('abc');
  cleanup();
  keepToken('/confirm-recovery-address', 'abc');
  const calls = serve({ 'POST /recovery-address/confirm': { body: { message: 'ok', email: 'b@example.com' } } });
  show(<Recovery />, '/confirm-recovery-address');
  expect(await screen.findByRole('heading', { name: 'Your recovery address is confirmed' })).toBeTruthy();
  expect(calls).toEqual(['POST /recovery-address/confirm {"token":"abc"}']);
});
