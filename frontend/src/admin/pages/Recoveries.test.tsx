// Promises of open recoveries: each tells whose it is and until when, and is stopped with a reason alone.
import { screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { refusal } from '../../testing';
import { confirm, dialog, fillIn, giveDialogs, listOf, press, visit } from '../testing';

const AT = '2026-05-14T08:00:00Z';
const LIST = 'GET /api/admin/recoveries';
const STOP = 'POST /api/admin/recoveries/r1/stop';
const WAITS = {
  id: 'r1',
  user: { id: 'b1', email: 'bob@example.com', name: 'Bob' },
  state: 'waiting',
  startedAt: AT,
  readyAt: '2026-05-17T08:00:00Z',
  expiresAt: null,
  told: false,
  ip: '203.0.113.9',
  device: 'Firefox on Linux',
};
const READY = { ...WAITS, id: 'r2', user: { id: 'e1', email: 'eve@example.com', name: '' }, state: 'ready', told: true, expiresAt: '2026-05-18T08:00:00Z' };

beforeEach(giveDialogs);

it('tells whose each is, where it was begun, and until when it waits or can be finished', async () => {
  visit('/admin/recoveries', { [LIST]: listOf('recoveries', [WAITS, READY]) });
  const rows = [...(await screen.findByRole('list', { name: 'Recoveries' })).children].map((row) => row.textContent);
  expect(rows[0]).toMatch(/^BobWaitsNobody was told yetbob@example\.comThe mail that finishes it goes .*17.*Begun .*14.* · Firefox on Linux · 203\.0\.113\.9Stop$/);
  expect(rows[1]).toMatch(/^eve@example\.comCan be finishedThe mailed link works until .*18/);
  expect(screen.getByRole('link', { name: 'Bob' }).getAttribute('href')).toBe('/admin/people/b1');
});

it('a05 stops one with a reason, tells it, and shows what is left', async () => {
  const calls = visit('/admin/recoveries', { [LIST]: [listOf('recoveries', [WAITS]), listOf('recoveries', [])], [STOP]: { body: { message: 'The recovery is stopped.' } } });
  await press('Stop the recovery of Bob');
  confirm('Stop');
  expect(await dialog().findByText('Give a reason of 3 to 300 characters.')).toBeTruthy();
  fillIn('Reason', ' It was not him ');
  confirm('Stop');
  expect(await screen.findByText('The recovery is stopped.')).toBeTruthy();
  expect(calls).toContain(`${STOP} {"reason":"It was not him"}`);
  expect(await screen.findByText('Nobody waits.')).toBeTruthy();
});

it('a10 shows what is so where another has stopped it meanwhile, and keeps the reason', async () => {
  const calls = visit('/admin/recoveries', {
    [LIST]: [listOf('recoveries', [WAITS]), listOf('recoveries', [])],
    [STOP]: refusal(409, 'conflict', { message: 'The recovery is not open any more.' }),
  });
  await press('Stop the recovery of Bob');
  fillIn('Reason', 'It was not him');
  confirm('Stop');
  expect(await dialog().findByText('The recovery is not open any more.')).toBeTruthy();
  expect(dialog().getByLabelText<HTMLInputElement>('Reason').value).toBe('It was not him');
  await waitFor(() => expect(calls.filter((call) => call === LIST)).toHaveLength(2));
});
