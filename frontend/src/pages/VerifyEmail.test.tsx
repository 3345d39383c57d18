// Promises of the mail's link: opening it spends nothing, and its token leaves the address bar.
import { cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { refusal, serve, show } from '../testing';
import { VerifyEmail } from './VerifyEmail';

afterEach(cleanup);

it('spends the token on the press of a button, not on opening', async () => {
  const calls = serve({ 'POST /verify-email': { body: { message: 'ok' } } });
  show(<VerifyEmail />, '/verify-email#token=abc');
  const button = await screen.findByRole('button', { name: 'Confirm my email' });
  expect(calls).toEqual([]);
  fireEvent.click(button);
  expect(await screen.findByRole('heading', { name: 'Your email is confirmed' })).toBeTruthy();
  expect(calls).toEqual(['POST /verify-email {"token":"abc"}']);
});

it('takes the token out of the address bar at once', async () => {
  serve({});
  show(<VerifyEmail />, '/verify-email#token=abc');
  await screen.findByRole('button', { name: 'Confirm my email' });
  expect(location.href).not.toContain('abc');
});

it('offers a new link where the old one is dead', async () => {
  serve({ 'POST /verify-email': refusal(400, 'invalid_token') });
  show(<VerifyEmail />, '/verify-email#token=old');
  fireEvent.click(await screen.findByRole('button', { name: 'Confirm my email' }));
  expect(await screen.findByRole('button', { name: 'Send a new link' })).toBeTruthy();
});
