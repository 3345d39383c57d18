// Promises of the sessions: each is told by name and can be ended, and ending many is asked about first.
import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { Private } from '../components/Guard';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { Sessions } from './Sessions';

const session = (id: string, current: boolean, device: string) => ({
  id, current, device, kind: 'cookie', ip: '203.0.113.9', userAgent: device, methods: ['password', 'totp'],
  createdAt: '2026-05-14T08:00:00Z', lastSeenAt: '2026-05-14T08:00:00Z',
});
const HERE = session('s1', true, 'Firefox on Linux');
const THERE = session('s2', false, 'Safari on iPhone');
const list = (...sessions: object[]): Reply => ({ body: { sessions } });

function open(table: Record<string, Reply | Reply[]>): string[] {
  const calls = serve({ 'GET /me': { body: { user: JANE } }, ...table });
  show(
    <Private>
      <Sessions />
    </Private>,
    '/sessions',
  );
  return calls;
}

function showModal(this: HTMLDialogElement): void {
  this.setAttribute('open', '');
}
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const answer = (name: string) => fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }));

beforeEach(() => void (HTMLDialogElement.prototype.showModal = showModal));

it('ends another session by its name, and never offers that for this one', async () => {
  const calls = open({ 'GET /sessions': [list(HERE, THERE), list(HERE)], 'DELETE /sessions/s2': { body: { message: 'ok' } } });
  await press('Sign out Safari on iPhone');
  expect(await screen.findByText('Signed out Safari on iPhone.')).toBeTruthy();
  expect(calls).toContain('DELETE /sessions/s2');
  expect(screen.queryByRole('button', { name: 'Sign out Firefox on Linux' })).toBeNull();
  expect(screen.getByText('You are signed in nowhere else.')).toBeTruthy();
});

it('says what will happen before it signs out everywhere else', async () => {
  const calls = open({ 'GET /sessions': [list(HERE, THERE), list(HERE)], 'DELETE /sessions': { body: { message: 'ok' } } });
  await press('Sign out everywhere else');
  expect(screen.getByText(/You stay signed in here/)).toBeTruthy();
  expect(calls).not.toContain('DELETE /sessions');
  answer('Sign out everywhere else');
  expect(await screen.findByText('Signed out everywhere else.')).toBeTruthy();
});

it('does nothing when the question is cancelled, and puts the focus on the way back first', async () => {
  const calls = open({ 'GET /sessions': list(HERE) });
  await press('Sign out everywhere');
  expect(document.activeElement?.textContent).toBe('Cancel');
  answer('Cancel');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(calls.some((call) => call.includes('logout'))).toBe(false);
});

it('offers to try again where the list does not come', async () => {
  open({ 'GET /sessions': [refusal(503, 'unavailable'), list(HERE)] });
  await press('Try again');
  expect(await screen.findByText('This device')).toBeTruthy();
});

it('makes one row of sessions that look alike, and ends all of them', async () => {
  const calls = open({
    'GET /sessions': [list(HERE, THERE, { ...THERE, id: 's3' }, { ...THERE, id: 's4', ip: '198.51.100.7' }), list(HERE)],
    'DELETE /sessions/s2': { body: { message: 'ok' } },
    'DELETE /sessions/s3': refusal(404, 'not_found'),
  });
  expect(await screen.findByText('2 sessions')).toBeTruthy();
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
  await press('Sign out Safari on iPhone, 2 sessions');
  expect(await screen.findByText('Signed out Safari on iPhone.')).toBeTruthy();
  expect(calls.filter((call) => call.startsWith('DELETE'))).toEqual(['DELETE /sessions/s2', 'DELETE /sessions/s3']);
  expect(screen.getByRole('link', { name: 'Choose a new password.' }).getAttribute('href')).toBe('/profile/password');
});
