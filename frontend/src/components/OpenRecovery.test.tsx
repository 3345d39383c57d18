// Promises of an open recovery: every page inside warns of it, one press stops it, and the next page is calm.
import { cleanup, fireEvent, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { Login } from '../pages/Login';
import { Private, Public } from './Guard';
import { Shell } from './Shell';

function open(readyAt: string | null, table: Record<string, Reply> = {}) {
  const calls = serve({ 'GET /me': { body: { user: JANE, ...(readyAt && { recovery: { readyAt } }) } }, ...table });
  show(
    <Private>
      <Shell title="Sessions">
        <p>Inside</p>
      </Shell>
    </Private>,
    '/sessions',
  );
  return calls;
}

const Inside = () => <Shell title="Profile">Inside</Shell>;
const in3Days = (more = 0) => new Date(Date.now() + 3 * 86_400_000 + more).toISOString();
const press = async () => fireEvent.click(await screen.findByRole('button', { name: 'Stop the recovery' }));

it('warns until when it can be stopped, and stops it by one press', async () => {
  const readyAt = in3Days();
  const calls = open(readyAt, { 'DELETE /recovery': { body: { message: 'ok' } } });
  const text = await screen.findByText(/It can be finished from/);
  expect(text.querySelector('time')?.dateTime).toBe(readyAt);
  expect(calls).toEqual(['GET /me']);
  await press();
  expect(await screen.findByText(/No recovery waits any more\./)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Change the password' }).getAttribute('href')).toBe('/profile/password');
  expect(calls).toEqual(['GET /me', 'DELETE /recovery']);
  cleanup();
  open(readyAt);
  await screen.findByText('Inside');
  expect(screen.queryByText(/wants to recover this account/)).toBeNull();
});

it('says why it could not be stopped, and lets one try again', async () => {
  open(in3Days(5000), { 'DELETE /recovery': refusal(503, 'unavailable') });
  await press();
  expect(await screen.findByText(/Refused: unavailable\./)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Stop the recovery' })).toBeTruthy();
});

it('warns also once it can be finished', async () => {
  open(new Date(Date.now() - 60_000).toISOString());
  expect(await screen.findByText(/It can be finished since/)).toBeTruthy();
});

it('is there at once after a sign-in without a code, by a trusted browser', async () => {
  serve({
    'POST /login': { body: { message: 'ok', user: JANE } },
    'GET /me': { body: { user: JANE, recovery: { readyAt: in3Days(9000) } } },
  });
  show(<Public><Login /></Public>, '/login', Inside);
  fireEvent.input(screen.getByLabelText('Email'), { target: { value: JANE.email } });
  fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'apricot lantern window' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText(/It can be finished from/)).toBeTruthy();
});

it('is not there where none is open', async () => {
  open(null);
  await screen.findByText('Inside');
  expect(screen.queryByText(/wants to recover this account/)).toBeNull();
});
