// Promises of the recovery address: it is shown, set by a mailed link, and removed.
import { fireEvent, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { serve, show } from '../testing';
import { RecoverySection } from './RecoverySection';

it('asks for an address, and shows it while it waits', async () => {
  const calls = serve({
    'GET /recovery-address': [{ body: { email: null, pending: null } }, { body: { email: null, pending: 'b@example.com' } }],
    'PUT /recovery-address': { status: 202, body: { message: 'ok' } },
  });
  show(<RecoverySection />, '/profile');
  expect(await screen.findByText('None yet.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Change the recovery address' }));
  fireEvent.input(await screen.findByRole('textbox', { name: 'Recovery address' }), { target: { value: ' b@example.com ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Send the link' }));
  expect(await screen.findByText('Open the link that we sent to b@example.com.')).toBeTruthy();
  expect(await screen.findByText(/waits for the link/)).toBeTruthy();
  expect(calls).toContain('PUT /recovery-address {"email":"b@example.com"}');
});

it('removes it, and says so', async () => {
  serve({
    'GET /recovery-address': [{ body: { email: 'b@example.com', pending: null } }, { body: { email: null, pending: null } }],
    'DELETE /recovery-address': { body: { message: 'ok' } },
  });
  show(<RecoverySection />, '/profile');
  expect(await screen.findByText('b@example.com')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
  expect(await screen.findByText('Your account has no recovery address.')).toBeTruthy();
  expect(await screen.findByText('None yet.')).toBeTruthy();
});
