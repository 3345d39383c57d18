// Promises of signing out at an address: one press does it, opening does not, and only a known place is opened afterwards.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, it, vi } from 'vitest';
import { JANE, refusal, serve, show } from '../testing';
import { Logout } from './Logout';

const APP = 'https://wiki.example.com/page';
const ADDRESS = `/logout?rd=${encodeURIComponent(APP)}`;
const ASKED = `GET /api/authz/return?rd=${encodeURIComponent(APP)}`;
const SIGNED_IN = { 'GET /me': { body: { user: JANE } }, 'POST /logout': { body: { message: 'ok' } } };

const press = async () => fireEvent.click(await screen.findByRole('button', { name: 'Sign out' }));

afterEach(() => {
  vi.restoreAllMocks();
});

it('signs out on the press alone, and goes back to the app', async () => {
  const replace = vi.spyOn(location, 'replace').mockImplementation(() => undefined);
  const calls = serve({ ...SIGNED_IN, [ASKED]: { body: { url: APP, need: ['login'] } } });
  show(<Logout />, `${ADDRESS}#part`);
  expect(await screen.findByText('wiki.example.com')).toBeTruthy();
  expect(screen.getByText('jane@example.com')).toBeTruthy();
  expect(calls).not.toContain('POST /logout {}');
  await press();
  await waitFor(() => expect(replace).toHaveBeenCalledWith(`${APP}#part`));
  expect(calls).toContain('POST /logout {}');
});

it('names and opens no unknown place', async () => {
  const replace = vi.spyOn(location, 'replace').mockImplementation(() => undefined);
  serve({ ...SIGNED_IN, [ASKED]: refusal(400, 'invalid_request') });
  show(<Logout />, ADDRESS);
  await screen.findByRole('button', { name: 'Sign out' });
  await waitFor(() => expect(screen.getAllByRole('status').map(({ textContent }) => textContent).join('')).toBe(''));
  expect(document.body.textContent).not.toContain('wiki.example.com');
  await press();
  await waitFor(() => expect(location.pathname).toBe('/login'));
  expect(document.body.textContent).not.toContain('wiki.example.com');
  expect(replace).not.toHaveBeenCalled();
});

it('stays, and says why, where the server did not answer', async () => {
  serve({ ...SIGNED_IN, 'POST /logout': refusal(503, 'unavailable') });
  show(<Logout />, '/logout');
  await press();
  expect(await screen.findByText(/Refused: unavailable/)).toBeTruthy();
  expect(location.pathname).toBe('/logout');
});

it('tells whoever is signed out already, and leads on', async () => {
  serve({ 'GET /me': refusal(401, 'not_signed_in') });
  show(<Logout />, ADDRESS);
  const link = await screen.findByRole('link', { name: 'Sign in' });
  expect(link.getAttribute('href')).toBe(`/login?next=${encodeURIComponent(ADDRESS.replace('logout', 'continue'))}`);
});
