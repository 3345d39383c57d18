// Promises of the history: plain sentences, page by page, and none that is left without words.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { hear } from '../lib/hand';
import { refusal, serve, show, type Reply } from '../testing';
import { Activity } from './Activity';

const AT = '2026-05-14T08:00:00Z';
const event = (id: string, type: string, detail: object = {}, ip = '203.0.113.9') => ({
  id, type, at: AT, ip, userAgent: ip && 'Mozilla/5.0 (X11; Linux) Firefox/140.0', device: ip && 'Firefox on Linux', detail,
});

it.each([
  ['login', { methods: ['password', 'totp'] }, 'Signed in with password and authenticator app.'],
  ['login.failed', { reason: 'invalid_credentials' }, 'A sign-in failed: the password was wrong.'],
  ['2fa.backup_code_used', { left: 9 }, 'A backup code was used; 9 left.'],
  ['session.ended', { ended: 2 }, 'Signed out everywhere else.'],
  ['something.new', {}, 'Something else happened (something.new).'],
])('tells %s as a sentence', async (type, detail, sentence) => {
  serve({ 'GET /events?limit=20': { body: { events: [event('e1', type, detail)], next: null } } });
  show(<Activity />, '/activity');
  expect(await screen.findByText(sentence)).toBeTruthy();
  expect(screen.getByText(/· Firefox on Linux · 203\.0\.113\.9$/)).toBeTruthy();
});

it('says who did it where it was not the owner', async () => {
  serve({ 'GET /events?limit=20': { body: { events: [event('e1', '2fa.reset', {}, '')], next: null } } });
  show(<Activity />, '/activity');
  expect(await screen.findByText(/· by whoever runs this service$/)).toBeTruthy();
});

it('shows older entries on demand, until there are none', async () => {
  const calls = serve({
    'GET /events?limit=20': { body: { events: [event('e2', 'logout')], next: 'e2' } },
    'GET /events?limit=20&before=e2': { body: { events: [event('e1', 'account.registered')], next: null } },
  });
  show(<Activity />, '/activity');
  fireEvent.click(await screen.findByRole('button', { name: 'Show older' }));
  expect(await screen.findByText('The account was registered.')).toBeTruthy();
  expect(screen.getByText('Signed out.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Show older' })).toBeNull();
  expect(calls).toEqual(['GET /events?limit=20', 'GET /sessions', 'GET /events?limit=20&before=e2']);
});

it('says something where there is nothing yet', async () => {
  serve({ 'GET /events?limit=20': { body: { events: [], next: null } } });
  show(<Activity />, '/activity');
  expect(await screen.findByText(/^Nothing yet/)).toBeTruthy();
});

it('keeps what it has and offers to try again where the next page does not come', async () => {
  serve({
    'GET /events?limit=20': { body: { events: [event('e2', 'logout')], next: 'e2' } },
    'GET /events?limit=20&before=e2': [refusal(503, 'unavailable'), { body: { events: [], next: null } }],
  });
  show(<Activity />, '/activity');
  fireEvent.click(await screen.findByRole('button', { name: 'Show older' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('That is all.')).toBeTruthy();
  expect(screen.getByText('Signed out.')).toBeTruthy();
});

const page = (events: object[], next: string | null = null): Reply => ({ body: { events, next } });
const session = (id: string, more: object = {}) => ({
  id, current: false, kind: 'cookie', createdAt: AT, lastSeenAt: AT, ip: '203.0.113.9', device: 'Firefox on Linux',
  userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/140.0', methods: ['password'], ...more,
});

it('tells both steps of a sign-in and five wrong passwords in two lines', async () => {
  const failed = ['1', '2', '3', '4', '5'].map((id) => event(`f${id}`, 'login.failed'));
  serve({ 'GET /events?limit=20': page([event('e2', 'login'), event('e1', 'login.second_factor_asked'), ...failed]) });
  show(<Activity />, '/activity');
  expect(await screen.findByText('5 sign-ins failed: the password was wrong.')).toBeTruthy();
  expect(screen.getAllByRole('listitem')).toHaveLength(2);
});

it('shows one kind alone, by a link that the address keeps', async () => {
  const calls = serve({
    'GET /events?limit=20': page([event('e1', 'login')]),
    'GET /events?limit=20&kind=refusal': page([event('e2', 'login.failed')]),
  });
  show(<Activity />, '/activity');
  fireEvent.click(await screen.findByRole('link', { name: 'Refusals' }));
  expect(await screen.findByText('A sign-in failed: the password was wrong.')).toBeTruthy();
  expect(location.search).toBe('?kind=refusal');
  expect(screen.getByRole('link', { name: 'Refusals' }).getAttribute('aria-current')).toBe('true');
  expect(screen.queryByText('Signed in.')).toBeNull();
  expect(calls).toContain('GET /events?limit=20&kind=refusal');
});

it('puts the focus on the first older entry', async () => {
  serve({
    'GET /events?limit=20': page([event('e2', 'logout')], 'e2'),
    'GET /events?limit=20&before=e2': page([event('e1', 'account.registered')]),
  });
  show(<Activity />, '/activity');
  fireEvent.click(await screen.findByRole('button', { name: 'Show older' }));
  await waitFor(() => expect(document.activeElement?.id).toBe('e1'));
});

it('loads down to the place that the browser kept', async () => {
  serve({
    'GET /events?limit=100': page([event('e3', 'logout')], 'e3'),
    'GET /events?limit=100&before=e3': page([event('e2', 'account.exported')], 'e2'),
  });
  show(<Activity />, '/activity', undefined, { place: { last: 'e2', first: 'e3', top: 0 } });
  expect(await screen.findByText('A copy of all data was downloaded.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Show older' })).toBeTruthy();
});

it.each<[string, object[], string, string, string]>([
  ['the session that it opened', [session('s1')], 'Not me: sign it out', 'DELETE /sessions/s1', 'Signed out Firefox on Linux. Now choose a new password.'],
  ['all others where that one is over', [], 'Not me: sign out all others', 'DELETE /sessions', 'Signed out everywhere else. Now choose a new password.'],
])('ends %s at one press, and leads to a new password', async (_, sessions, name, call, told) => {
  const calls = serve({
    'GET /events?limit=20': page([event('e1', 'login')]), 'GET /sessions': { body: { sessions } }, [call]: { body: { message: 'ok' } },
  });
  show(<Activity />, '/activity');
  fireEvent.click(await screen.findByRole('button', { name: new RegExp(`^${name} – Signed in`) }));
  expect(await screen.findByText('Elsewhere')).toBeTruthy();
  expect(location.pathname).toBe('/profile/password');
  expect(calls).toContain(call);
  expect(hear()).toBe(told);
});

it('ends all others where the session went away in between', async () => {
  const calls = serve({
    'GET /events?limit=20': page([event('e1', 'login')]),
    'GET /sessions': { body: { sessions: [session('s1')] } },
    'DELETE /sessions/s1': refusal(404, 'not_found'),
    'DELETE /sessions': { body: { message: 'ok' } },
  });
  show(<Activity />, '/activity');
  fireEvent.click(await screen.findByRole('button', { name: /^Not me/ }));
  await screen.findByText('Elsewhere');
  expect(calls).toContain('DELETE /sessions');
  expect(hear()).toMatch(/^Signed out everywhere else/);
});

it('marks the sign-in of this session, and does not doubt it', async () => {
  serve({ 'GET /events?limit=20': page([event('e1', 'login')]), 'GET /sessions': { body: { sessions: [session('s1', { current: true })] } } });
  show(<Activity />, '/activity');
  expect(await screen.findByText('This device')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Not me/ })).toBeNull();
});
