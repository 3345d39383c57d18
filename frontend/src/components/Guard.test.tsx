// Promises that pages inside open only for whoever the server knows, and say where to come back to.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import type { ComponentChild } from 'preact';
import { lazy, useLocation } from 'preact-iso';
import { expect, it, vi } from 'vitest';
import { call } from '../api/http';
import { JANE, refusal, serve, show } from '../testing';
import { Private, Public } from './Guard';

const page = (
  <Private>
    <p>Inside</p>
  </Private>
);
const Inside = () => (useLocation().path === '/sessions' ? page : <p>Elsewhere</p>);
const here = () => location.pathname + location.search;

it('sends a stranger to sign in, and remembers the page', async () => {
  serve({ 'GET /me': refusal(401, 'not_signed_in') });
  show(page, '/sessions');
  await waitFor(() => expect(here()).toBe('/login?next=%2Fsessions'));
  expect(screen.queryByText('Inside')).toBeNull();
});

it('remembers the fragment of the page once, where the page was reached by a link within', async () => {
  serve({ 'GET /me': refusal(401, 'not_signed_in') });
  show(<a href="/sessions#part">Sessions</a>, '/profile', Inside);
  fireEvent.click(screen.getByRole('link'));
  await waitFor(() => expect(here() + location.hash).toBe('/login?next=%2Fsessions#part'));
});

it('says that one is signed out when a later call finds the session ended, and not why', async () => {
  serve({ 'GET /me': { body: { user: JANE } }, 'GET /sessions': refusal(401, 'not_signed_in') });
  show(page, '/sessions');
  await screen.findByText('Inside');
  await call('GET', '/api/auth/sessions').catch(() => null);
  await waitFor(() => expect(here()).toBe('/login?out=1&next=%2Fsessions'));
});

it('leads to the set-up when any call says that it is required', async () => {
  serve({ 'GET /me': { body: { user: JANE } }, 'GET /sessions': refusal(403, 'two_factor_setup_required') });
  show(page, '/sessions');
  await screen.findByText('Inside');
  await call('GET', '/api/auth/sessions').catch(() => null);
  await waitFor(() => expect(here()).toBe('/profile/two-factor?next=%2Fsessions'));
});

it('offers to try again when the server does not answer', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
  show(page, '/sessions');
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
});

it('leads on to the wanted page, however long its script takes to load', async () => {
  serve({ 'GET /me': { body: { user: JANE } } });
  localStorage.setItem('signed-in', '1');
  let arrive: undefined | ((page: () => ComponentChild) => void);
  const Wanted = lazy(() => new Promise<() => ComponentChild>((resolve) => (arrive = resolve)));
  show(<Public>Sign in</Public>, '/login?next=%2Fsessions', Wanted);
  await waitFor(() => expect(here()).toBe('/sessions'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  arrive?.(() => <p>Wanted</p>);
  await screen.findByText('Wanted');
  expect(here()).toBe('/sessions');
});
