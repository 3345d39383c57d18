// Promises of the door to the administrators' pages: nobody else sees more than that it is shut.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { JANE, refusal, type Reply } from '../testing';
import { placeAt } from './places';
import { ADA, dialog, giveDialogs, listOf, press, visit } from './testing';

beforeEach(giveDialogs);

const PLACES = ['', '/people', '/people/b1', '/invitations', '/groups', '/groups/g1', '/apps', '/policy', '/history', '/health', '/nowhere'];

it.each(PLACES)('a01 shows somebody without the role nothing of /admin%s, and asks the server for nothing', async (place) => {
  const calls = visit(`/admin${place}`, {}, JANE);
  expect((await screen.findByRole('heading', { level: 1 })).textContent).toBe('Administrators only');
  expect(screen.queryByRole('navigation', { name: 'Administration' })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Administration' })).toBeNull();
  expect(calls).toEqual(['GET /me']);
});

it('a01 leads an administrator without a second factor to adding one, and back', async () => {
  const calls = visit('/admin/people', {}, { ...ADA, twoFactorEnabled: false });
  const link = await screen.findByRole('link', { name: 'Add a second factor' });
  expect(link.getAttribute('href')).toBe('/profile/two-factor?next=%2Fadmin%2Fpeople');
  expect(screen.getByRole('link', { name: 'Administration' }).getAttribute('aria-current')).toBe('true');
  expect(calls).toEqual(['GET /me']);
});

it('a07 shuts as soon as the server says that the role is gone', async () => {
  const gone: Reply[] = [{ body: { user: ADA } }, { body: { user: { ...ADA, role: 'user' } } }];
  visit('/admin/people', { 'GET /me': gone, 'GET /api/admin/users': refusal(403, 'forbidden') });
  expect(await screen.findByText('Your account has no right to these pages.')).toBeTruthy();
  expect(screen.queryByRole('searchbox')).toBeNull();
});

it('asks for the second factor where the session has none, and for nothing twice where that is declined', async () => {
  const asked = refusal(403, 'reauth_required', { methods: ['totp'] });
  const calls = visit('/admin/people', { 'GET /api/admin/users': [asked, listOf('users', [])] });
  expect(await screen.findByRole('heading', { name: 'Confirm it is you' })).toBeTruthy();
  fireEvent.click(dialog().getByRole('button', { name: 'Cancel' }));
  expect(await screen.findByText('These pages need a fresh proof that it is you.')).toBeTruthy();
  expect(calls.filter((call) => call.endsWith('/users'))).toHaveLength(1);
  await press('Confirm it is you');
  expect(await screen.findByText('There is nobody yet.')).toBeTruthy();
});

it('says that an address leads nowhere', async () => {
  visit('/admin/nowhere');
  expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeTruthy();
  expect(['/admin', '/admin/people/x%2Fy', '/admin/people/a/b'].map((path) => placeAt(path)?.id)).toEqual(['', 'x/y', undefined]);
});

it('names where one is, and leads back to the own account', async () => {
  visit('/admin/people', { 'GET /api/admin/users': listOf('users', []) });
  expect((await screen.findByRole('link', { name: 'People' })).getAttribute('aria-current')).toBe('page');
  expect(screen.getByRole('link', { name: 'Overview' }).getAttribute('aria-current')).toBeNull();
  expect(screen.getByRole('link', { name: 'Your account' }).getAttribute('href')).toBe('/profile');
});

it('offers to ask again where an answer does not come', async () => {
  visit('/admin/health', { 'GET /api/admin/health': [refusal(503, 'unavailable'), { body: { checks: [{ name: 'keys', state: 'ok', told: 'all four are set', advice: null }] } }] });
  await press('Try again');
  expect(await screen.findByText('all four are set')).toBeTruthy();
  await waitFor(() => expect(screen.getByText('All is well.')).toBeTruthy());
});
