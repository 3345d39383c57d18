// Promises of the page after "This was not me": it says what was done, once, and what a new password ends.
import { fireEvent, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { Private } from '../components/Guard';
import { tellNext } from '../lib/hand';
import { JANE, serve, show } from '../testing';
import { Password } from './Password';

const open = () =>
  show(
    <Private>
      <Password />
    </Private>,
    '/profile/password',
  );

it('says what was done, and changes the password', async () => {
  const calls = serve({ 'GET /me': { body: { user: JANE } }, 'POST /password/change': { body: { message: 'ok' } } });
  tellNext('Signed out Firefox. Now choose a new password.');
  open();
  expect(await screen.findByText('Signed out Firefox. Now choose a new password.')).toBeTruthy();
  fireEvent.input(screen.getByLabelText('Current password'), { target: { value: 'correct horse' } });
  fireEvent.input(screen.getByLabelText('New password'), { target: { value: 'apricot lantern window' } });
  fireEvent.click(screen.getByRole('button', { name: 'Change password' }));
  expect(await screen.findByText(/Your password is changed/)).toBeTruthy();
  expect(calls).toContain('POST /password/change {"currentPassword":"correct horse","newPassword":"apricot lantern window"}');
  expect(screen.getByRole('link', { name: 'Back to the activity' })).toBeTruthy();
});

it('says nothing of it to somebody who comes by the address', async () => {
  serve({ 'GET /me': { body: { user: JANE } } });
  open();
  await screen.findByLabelText('New password');
  expect(screen.queryByText(/Signed out/)).toBeNull();
});
