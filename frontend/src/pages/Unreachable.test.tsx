// Promises of a server that is away: nothing to type again, and no press needed once the connection is back.
import { fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { expect, it, vi } from 'vitest';
import { Unreachable } from './Unreachable';

function open() {
  const retry = vi.fn<() => Promise<void>>(() => Promise.resolve());
  render(
    <LocationProvider>
      <Unreachable retry={retry} />
    </LocationProvider>,
  );
  return retry;
}

it('tries again on demand', async () => {
  const retry = open();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(retry).toHaveBeenCalledOnce());
});

it('tries again by itself when the browser is online again', async () => {
  const retry = open();
  dispatchEvent(new Event('online'));
  await waitFor(() => expect(retry).toHaveBeenCalledOnce());
});

it('says that nothing is lost', () => {
  open();
  expect(screen.getByText(/^Nothing is lost/)).toBeTruthy();
});
