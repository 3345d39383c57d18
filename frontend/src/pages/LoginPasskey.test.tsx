// Promises of signing in with a passkey: offered only where it can be used, one ceremony at a time, and a cancelled one costs nothing.
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it, vi } from 'vitest';
import { Public } from '../components/Guard';
import { config } from '../lib/config';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { answers, fails, giveBrowserPasskeys, KEY_JSON, OPTIONS, waits } from '../testing.passkeys';
import { Login } from './Login';

const LOGIN = `POST /passkey/login {"credential":${KEY_JSON}}`;

function open(table: Record<string, Reply | Reply[]> = {}, address = '/login') {
  const calls = serve({
    'POST /passkey/options': OPTIONS,
    'POST /passkey/login': { body: { message: 'ok', user: JANE } },
    'GET /me': { body: { user: JANE } },
    ...table,
  });
  show(
    <Public>
      <Login />
    </Public>,
    address,
  );
  return calls;
}

const button = () => screen.queryByRole('button', { name: 'Sign in with a passkey' });
const press = () => fireEvent.click(button() ?? document.body);

it('P15: shows no passkey where the browser has none, and asks for none', () => {
  config.passkeys = true;
  expect(open()).toEqual([]);
  expect(button()).toBeNull();
  expect(screen.getByLabelText('Password')).toBeTruthy();
});

it('shows no passkey where the service has none', () => {
  giveBrowserPasskeys({ autofill: true });
  config.passkeys = false;
  expect(open()).toEqual([]);
  expect(button()).toBeNull();
});

it('signs in by one press, and goes on to the page that was wanted', async () => {
  giveBrowserPasskeys({ get: answers });
  const calls = open({}, '/login?next=/sessions');
  press();
  await waitFor(() => expect(location.pathname).toBe('/sessions'));
  expect(calls).toEqual(['POST /passkey/options {}', LOGIN, 'GET /me']);
});

it('goes to the set-up where policy asks for more', async () => {
  giveBrowserPasskeys({ get: answers });
  open({ 'POST /passkey/login': { body: { message: 'ok', user: JANE, requires2FASetup: true } } });
  press();
  await waitFor(() => expect(location.pathname).toBe('/profile/two-factor'));
});

it.each(['NotAllowedError', 'AbortError'])('P08: says calmly that no passkey was used after %s, and sends nothing', async (name) => {
  giveBrowserPasskeys({ get: fails(name) });
  const calls = open();
  press();
  expect((await screen.findByText(/^No passkey was used/)).closest('[role]')?.getAttribute('role')).toBe('status');
  expect(screen.queryByText(/went wrong/)).toBeNull();
  expect(calls).toEqual(['POST /passkey/options {}']);
  expect(button()?.getAttribute('aria-disabled')).toBeNull();
});

it('says in the server’s words that a passkey was refused', async () => {
  giveBrowserPasskeys({ get: answers });
  open({ 'POST /passkey/login': refusal(400, 'invalid_passkey') });
  press();
  expect(await screen.findByText('Refused: invalid_passkey.')).toBeTruthy();
});

it('signs in with what was picked among the suggestions, without a press', async () => {
  const browser = giveBrowserPasskeys({ autofill: true, get: answers });
  const calls = open();
  expect(screen.getByLabelText('Email').getAttribute('autocomplete')).toBe('username webauthn');
  await waitFor(() => expect(location.pathname).toBe('/profile'));
  expect(calls.slice(0, 2)).toEqual(['POST /passkey/options {}', LOGIN]);
  expect(browser.get.mock.calls[0]?.[0].mediation).toBe('conditional');
});

it('P17: ends the suggestions, and waits for their end, before the pressed ceremony begins', async () => {
  const log: string[] = [];
  const browser = giveBrowserPasskeys({ autofill: true, get: waits(log) });
  open();
  await waitFor(() => expect(log).toEqual(['conditional began']));
  browser.get.mockImplementationOnce((options) => {
    log.push('modal began');
    return answers(options);
  });
  press();
  await waitFor(() => expect(log.slice(0, 3)).toEqual(['conditional began', 'conditional ended', 'modal began']));
});

it('offers the suggestions again after a cancelled ceremony, and ends them with the page', async () => {
  const log: string[] = [];
  const browser = giveBrowserPasskeys({ autofill: true, get: waits(log) });
  open();
  await waitFor(() => expect(log).toHaveLength(1));
  browser.get.mockImplementationOnce(fails('NotAllowedError'));
  press();
  await waitFor(() => expect(log).toEqual(['conditional began', 'conditional ended', 'conditional began']));
  cleanup();
  await waitFor(() => expect(log).toHaveLength(4));
});

it('renews the suggestions before their challenge runs out', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const log: string[] = [];
  giveBrowserPasskeys({ autofill: true, get: waits(log) });
  const calls = open();
  await waitFor(() => expect(log).toHaveLength(1));
  await act(() => void vi.advanceTimersByTime(241_000));
  await waitFor(() => expect(log).toEqual(['conditional began', 'conditional ended', 'conditional began']));
  expect(calls).toEqual(['POST /passkey/options {}', 'POST /passkey/options {}']);
});

it('keeps quiet where no suggestions can be had', async () => {
  giveBrowserPasskeys({ autofill: true });
  const calls = open({ 'POST /passkey/options': refusal(429, 'too_many_requests') });
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(screen.queryByText(/too fast/)).toBeNull();
});
