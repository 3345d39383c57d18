// Promises of a lost phone: a recovery is offered only where the account has one, and its date or its refusal is told.
import { fireEvent, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { refusal, serve, show, type Reply } from '../testing';
import { Lost } from './Lost';

const READY = '2026-12-03T09:00:00Z';
const HALF = { email: 'jane@example.com', methods: ['totp'], expiresIn: 300, attemptsLeft: 5 };

async function begin(reply: Reply) {
  const calls = serve({ 'GET /2fa/pending': { body: { ...HALF, recovery: true } }, 'POST /recovery': reply });
  show(<Lost />, '/lost');
  fireEvent.click(await screen.findByRole('button', { name: 'Begin the recovery' }));
  return calls;
}

it('begins a recovery on the press of a button, and tells from when it can be finished', async () => {
  const calls = await begin({ status: 202, body: { message: 'ok', readyAt: READY } });
  const text = await screen.findByText(/^Begun\./);
  expect(text.querySelector('time')?.dateTime).toBe(READY);
  expect(text.textContent).toContain('Dec 3, 2026');
  expect(calls).toEqual(['GET /2fa/pending', 'POST /recovery {}']);
  expect(screen.queryByRole('button', { name: 'Begin the recovery' })).toBeNull();
});

it.each([
  ['where the account has none', { body: { ...HALF, recovery: false } }],
  ['where no sign-in waits', refusal(401, 'twofa_session_expired')],
])('offers none %s', async (_, reply) => {
  serve({ 'GET /2fa/pending': reply });
  show(<Lost />, '/lost');
  await screen.findByRole('heading', { name: 'Ask whoever runs this service' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(screen.queryByRole('button', { name: 'Begin the recovery' })).toBeNull();
});

it.each([
  [403, 'recovery_unavailable', {}],
  [429, 'too_many_attempts', { retryAfter: 600_000 }],
])('says in the server’s words why none begins: %s', async (status, code, extra) => {
  await begin(refusal(status, code, extra));
  expect(await screen.findByText(`Refused: ${code}.`)).toBeTruthy();
});
