// Promises of the mail's link: opening it spends nothing and says who registered, and its token leaves the address bar.
import { fireEvent, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { refusal, serve, show } from '../testing';
import { VerifyEmail } from './VerifyEmail';

const LOOK = 'POST /verify-email/look';
const VERIFY = 'POST /verify-email';
const registered = {
  body: { email: 'jane@example.com', registeredAt: '2026-05-14T08:00:00Z', registeredFrom: '203.0.113.9', device: 'Firefox on Linux' },
};
const made = { body: { ...registered.body, registeredFrom: '', device: '' } };

async function confirm(): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name: 'Confirm my email' }));
}

it('says when and from where the account was registered, and spends the token on the press of a button alone', async () => {
  const calls = serve({ [LOOK]: registered, [VERIFY]: { body: { message: 'ok' } } });
  show(<VerifyEmail />, '/verify-email#token=abc');
  const button = await screen.findByRole('button', { name: 'Confirm my email' });
  for (const text of ['jane@example.com', '203.0.113.9', 'Firefox on Linux', /May 14, 2026/]) expect(screen.getByText(text)).toBeTruthy();
  expect(calls).toEqual([`${LOOK} {"token":"abc"}`]);
  expect(screen.queryByLabelText('New password')).toBeNull();
  fireEvent.click(button);
  expect(await screen.findByRole('heading', { name: 'Your email is confirmed' })).toBeTruthy();
  expect(calls.slice(1)).toEqual([`${VERIFY} {"token":"abc"}`]);
});

it('takes the token out of the address bar at once', async () => {
  serve({ [LOOK]: registered });
  show(<VerifyEmail />, '/verify-email#token=abc');
  await screen.findByRole('button', { name: 'Confirm my email' });
  expect(location.href).not.toContain('abc');
});

it('asks for a password where another browser registered, and puts the cursor into the field', async () => {
  const calls = serve({ [LOOK]: registered, [VERIFY]: [refusal(400, 'password_required'), { body: { message: 'ok' } }] });
  show(<VerifyEmail />, '/verify-email#token=abc');
  await confirm();
  const field = await screen.findByLabelText('New password');
  expect(document.activeElement).toBe(field);
  expect(screen.getByText(/You did not register in this browser/)).toBeTruthy();
  fireEvent.input(field, { target: { value: 'a horse of my own' } });
  await confirm();
  expect(await screen.findByRole('heading', { name: 'Your email is confirmed' })).toBeTruthy();
  expect(calls.at(-1)).toBe(`${VERIFY} {"token":"abc","password":"a horse of my own"}`);
});

it('keeps the field and says what is wrong with the password', async () => {
  const weak = refusal(400, 'invalid_request', { fields: { password: ['Use 12 characters or more.'] } });
  serve({ [LOOK]: registered, [VERIFY]: [refusal(400, 'password_required'), weak] });
  show(<VerifyEmail />, '/verify-email#token=abc');
  await confirm();
  await screen.findByLabelText('New password');
  await confirm();
  expect(await screen.findByText('Use 12 characters or more.')).toBeTruthy();
});

it('asks for the password at once where an operator made the account, and offers nothing to decline', async () => {
  serve({ [LOOK]: made });
  show(<VerifyEmail />, '/verify-email#token=abc');
  expect(await screen.findByLabelText('New password')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'I did not register' })).toBeNull();
});

it('drops the registration where the reader did not register', async () => {
  const calls = serve({ [LOOK]: registered, 'POST /verify-email/decline': { body: { message: 'ok' } } });
  show(<VerifyEmail />, '/verify-email#token=abc');
  fireEvent.click(await screen.findByRole('button', { name: 'I did not register' }));
  expect(await screen.findByRole('heading', { name: 'The registration is dropped' })).toBeTruthy();
  expect(calls.at(-1)).toBe('POST /verify-email/decline {"token":"abc"}');
});

it.each([LOOK, VERIFY])('offers a new link where %s finds the old one dead', async (call) => {
  serve({ [LOOK]: registered, [VERIFY]: { body: {} }, [call]: refusal(400, 'invalid_token') });
  show(<VerifyEmail />, '/verify-email#token=old');
  if (call === VERIFY) await confirm();
  expect(await screen.findByRole('button', { name: 'Send a new link' })).toBeTruthy();
});

it('tries again where the server did not answer', async () => {
  const calls = serve({ [LOOK]: [refusal(503, 'unavailable'), registered] });
  show(<VerifyEmail />, '/verify-email#token=abc');
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('button', { name: 'Confirm my email' })).toBeTruthy();
  expect(calls.length).toBe(2);
});

it('says that the account was not created where the door was shut meanwhile, and whom to ask', async () => {
  serve({ [LOOK]: registered, [VERIFY]: refusal(409, 'conflict') });
  show(<VerifyEmail />, '/verify-email#token=abc');
  await confirm();
  expect(await screen.findByRole('heading', { name: 'This account was not created' })).toBeTruthy();
  expect(screen.getByText(/Ask whoever invited you/)).toBeTruthy();
});
