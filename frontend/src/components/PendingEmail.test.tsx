// Promises of a change of address that waits: a mail is told of only where one was sent.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it, vi } from 'vitest';
import { refusal, serve, show, type Reply } from '../testing';
import { PendingEmail } from './PendingEmail';

function resend(reply: Reply) {
  const onOver = vi.fn<(told: string) => void>();
  serve({ 'POST /email/change/resend': reply });
  show(<PendingEmail address="new@example.com" onOver={onOver} />, '/profile');
  fireEvent.click(screen.getByRole('button', { name: 'Send the mail again' }));
  return onOver;
}

it('tells of a mail that was sent', async () => {
  const onOver = resend({ status: 202, body: { message: 'ok' } });
  expect(await screen.findByText(/^Sent\./)).toBeTruthy();
  expect(onOver).not.toHaveBeenCalled();
});

it('tells of none where the change waits no longer', async () => {
  const onOver = resend(refusal(404, 'not_found'));
  await waitFor(() => expect(onOver).toHaveBeenCalledWith(expect.stringMatching(/^That change waits no longer/)));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Send the mail again' }).getAttribute('aria-disabled')).not.toBe('true'));
  expect(screen.queryByText(/^Sent\./)).toBeNull();
});
