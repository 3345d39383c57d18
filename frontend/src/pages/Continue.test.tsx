// Promises of the way back to an app: straight on where nothing is missing, one proof where one is, and nowhere unknown.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { useLocation } from 'preact-iso';
import { afterEach, expect, it, vi } from 'vitest';
import { goesInCircles } from '../lib/circles';
import { Private } from '../components/Guard';
import { JANE, refusal, serve, show } from '../testing';
import { answers, giveBrowserPasskeys, KEY_JSON, OPTIONS } from '../testing.passkeys';
import { Continue } from './Continue';

const APP = 'https://wiki.example.com/page';
const ADDRESS = `/continue?rd=${encodeURIComponent(APP)}`;
const ASKED = `GET /api/authz/return?rd=${encodeURIComponent(APP)}`;

const Routed = () => (useLocation().path === '/continue' ? <Continue /> : <p>Elsewhere</p>);

afterEach(() => {
  vi.restoreAllMocks();
});

it('goes straight on where nothing is missing', async () => {
  const replace = vi.spyOn(location, 'replace').mockImplementation(() => undefined);
  serve({ [ASKED]: { body: { url: APP, need: [] } } });
  show(<Continue />, ADDRESS);
  await waitFor(() => expect(replace).toHaveBeenCalledWith(APP));
});

it('stops where the app keeps sending its visitor back', async () => {
  const replace = vi.spyOn(location, 'replace').mockImplementation(() => undefined);
  serve({ [ASKED]: { body: { url: APP, need: [] } } });
  for (let times = 0; times < 5; times += 1) goesInCircles(new URL(APP).host);
  show(<Continue />, ADDRESS);
  expect(await screen.findByRole('heading', { name: 'You keep coming back here' })).toBeTruthy();
  expect(replace).not.toHaveBeenCalled();
  cleanup();
  show(<Continue />, ADDRESS); // the next try starts anew
  await waitFor(() => expect(replace).toHaveBeenCalledWith(APP));
});

it('asks for one proof first, naming the app, and asks again whether it was enough', async () => {
  const replace = vi.spyOn(location, 'replace').mockImplementation(() => undefined);
  const calls = serve({
    [ASKED]: [{ body: { url: APP, need: ['fresh'] } }, { body: { url: APP, need: [] } }],
    'POST /reauth': { body: { message: 'ok', freshUntil: '2026-11-21T12:00:00Z' } },
  });
  show(<Continue />, ADDRESS);
  expect(await screen.findByText('wiki.example.com')).toBeTruthy();
  fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'correct horse battery' } });
  fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect(replace).toHaveBeenCalledWith(APP));
  expect(calls.filter((call) => call === ASKED)).toHaveLength(2);
});

it('P14: takes a passkey as the proof, and as the second factor', async () => {
  const replace = vi.spyOn(location, 'replace').mockImplementation(() => undefined);
  giveBrowserPasskeys({ get: answers });
  const calls = serve({
    [ASKED]: [{ body: { url: APP, need: ['second_factor'] } }, { body: { url: APP, need: [] } }],
    'GET /me': { body: { user: { ...JANE, twoFactorEnabled: true } } },
    'GET /2fa/status': { body: { methods: ['passkey'] } },
    'POST /reauth/passkey/options': OPTIONS,
    'POST /reauth': { body: { message: 'ok' } },
  });
  show(
    <Private>
      <Continue />
    </Private>,
    ADDRESS,
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Use your passkey' }));
  await waitFor(() => expect(replace).toHaveBeenCalledWith(APP));
  expect(calls).toContain(`POST /reauth {"passkey":${KEY_JSON}}`);
});

it('leads through the set-up where the app wants two factors', async () => {
  serve({ [ASKED]: { body: { url: APP, need: ['enrol'] } } });
  show(<Continue />, ADDRESS);
  expect(await screen.findByText('Elsewhere')).toBeTruthy();
  expect(location.pathname + location.search).toBe(`/profile/two-factor?next=${encodeURIComponent(ADDRESS)}`);
});

it('keeps the fragment of the app’s address once, where the page was reached by a link within', async () => {
  serve({ [ASKED]: { body: { url: APP, need: ['enrol'] } } });
  show(<a href={`${ADDRESS}#part`}>Sign-in is over</a>, '/login', Routed);
  fireEvent.click(screen.getByRole('link'));
  await waitFor(() => expect(location.pathname).toBe('/profile/two-factor'));
  expect(location.href.endsWith(`?next=${encodeURIComponent(ADDRESS)}#part`)).toBe(true);
});

it('opens no address that is not known here', async () => {
  serve({ [ASKED]: refusal(400, 'invalid_request') });
  show(<Continue />, ADDRESS);
  expect(await screen.findByRole('heading', { name: 'This address is not known here' })).toBeTruthy();
});
