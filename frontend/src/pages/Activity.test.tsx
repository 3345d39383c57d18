// Promises of the history: plain sentences, page by page, and none that is left without words.
import { cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { refusal, serve, show } from '../testing';
import { Activity } from './Activity';

const event = (id: string, type: string, detail: object = {}, ip = '203.0.113.9') => ({
  id, type, at: '2026-05-14T08:00:00Z', ip, userAgent: ip && 'Mozilla/5.0 (X11; Linux) Firefox/140.0', detail,
});

afterEach(cleanup);

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
  expect(calls).toHaveLength(2);
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
