// Promises of forgotten passwords: one answer for every address, a link that is spent by a press, and a way on from a dead one.
import { fireEvent, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { refusal, serve, show } from '../testing';
import { Forgot } from './Forgot';
import { Reset } from './Reset';
import { UndoEmail } from './UndoEmail';

const NEW = 'apricot lantern window';

async function choose(password = NEW): Promise<void> {
  fireEvent.input(await screen.findByLabelText('New password'), { target: { value: password } });
  fireEvent.click(screen.getByRole('button', { name: 'Set new password' }));
}

it('does not tell whether the address has an account', async () => {
  const calls = serve({ 'POST /password/forgot': { status: 202, body: { message: 'ok' } } });
  show(<Forgot />, '/forgot-password');
  fireEvent.input(screen.getByLabelText('Email'), { target: { value: ' jane@example.com ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Send the link' }));
  expect(await screen.findByText('jane@example.com')).toBeTruthy();
  expect(document.body.textContent).toContain('If jane@example.com has an account');
  expect(calls).toEqual(['POST /password/forgot {"email":"jane@example.com"}']);
});

it('sends the token with the new password, and takes it out of the address bar', async () => {
  const calls = serve({ 'POST /password/reset': { body: { message: 'ok' } } });
  show(<Reset />, '/reset-password#token=abc');
  await choose();
  expect(await screen.findByRole('heading', { name: 'Your new password is set' })).toBeTruthy();
  expect(calls).toEqual([`POST /password/reset {"token":"abc","password":"${NEW}"}`]);
  expect(location.href).not.toContain('abc');
});

it('shows beside the field why a new password is refused, and keeps the link open', async () => {
  serve({ 'POST /password/reset': refusal(400, 'invalid_request', { fields: { password: ['Use 12 characters or more.'] } }) });
  show(<Reset />, '/reset-password#token=abc');
  await choose('short');
  expect(await screen.findByText('Use 12 characters or more.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Set new password' })).toBeTruthy();
});

it('offers a new link where the old one is dead', async () => {
  serve({ 'POST /password/reset': refusal(400, 'invalid_token') });
  show(<Reset />, '/reset-password#token=old');
  await choose();
  expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Send the link' })).toBeTruthy();
});

it('counts down after too many links, and does not send before', async () => {
  const calls = serve({ 'POST /password/reset': refusal(429, 'too_many_requests', { retryAfter: 60 }) });
  show(<Reset />, '/reset-password#token=abc');
  await choose();
  await screen.findByText('1:00');
  await choose();
  expect(calls).toHaveLength(1);
});

it('takes an account back on the press of a button, and says where the next link is', async () => {
  const calls = serve({ 'POST /email/undo': { body: { message: 'ok' } }, 'GET /me': refusal(401, 'not_signed_in') });
  show(<UndoEmail />, '/undo-email#token=abc');
  const button = await screen.findByRole('button', { name: 'Take my account back' });
  expect(calls).toEqual([]);
  fireEvent.click(button);
  expect(await screen.findByRole('heading', { name: 'Your account is yours again' })).toBeTruthy();
});

it('says whom to ask where the link that takes an account back is dead', async () => {
  serve({ 'POST /email/undo': refusal(400, 'invalid_token') });
  show(<UndoEmail />, '/undo-email#token=old');
  fireEvent.click(await screen.findByRole('button', { name: 'Take my account back' }));
  expect(await screen.findByText(/Ask whoever runs this service/)).toBeTruthy();
});
