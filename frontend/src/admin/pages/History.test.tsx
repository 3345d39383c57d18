// Promises of the service's history: the address says what is searched for, a file needs a proof, and a check reads all of it.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';
import * as save from '../../lib/save';
import { refusal } from '../../testing';
import { dayInUtc, fromLocal, lastNight, midnightOf, toLocal } from '../state/spans';
import { BOB, giveDialogs, happened, listOf, press, visit } from '../testing';

const PATH = '/admin/history';
const EVENTS = 'GET /api/admin/events';

beforeEach(giveDialogs);

it('shows what the address asks for: who signed in last night?', async () => {
  const { from, until } = lastNight();
  const query = new URLSearchParams({ type: 'login', from, until: until ?? '' });
  const calls = visit(`${PATH}?${query}`, { [`${EVENTS}?${query}`]: listOf('events', [happened(7, 'login', { detail: { methods: ['passkey'] } })]) });
  expect(await screen.findByText('Signed in with passkey.')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Last night' }).getAttribute('aria-current')).toBe('true');
  expect(screen.getByLabelText<HTMLSelectElement>('What').value).toBe('login');
  expect(calls).toContain(`${EVENTS}?${query}`);
});

const at = (text: string) => lastNight(new Date(text));
const night = (from: string, until: string) => ({ from: fromLocal(from), until: fromLocal(until) });

it('last night is from six to six, also while it lasts', () => {
  expect(at('2026-11-29T09:00')).toEqual(night('2026-11-28T18:00', '2026-11-29T06:00'));
  expect(at('2026-11-29T02:00')).toEqual(night('2026-11-28T18:00', '2026-11-29T06:00'));
  expect(at('2026-11-29T23:00')).toEqual(night('2026-11-29T18:00', '2026-11-30T06:00'));
  expect(dayInUtc('2026-11-30')).toEqual({ from: '2026-11-30T00:00:00Z', until: '2026-11-30T23:59:59Z' });
  expect(midnightOf('2026-11-30')).toBe(fromLocal('2026-11-30T00:00'));
  expect([toLocal(fromLocal('2026-11-29T23:00')), toLocal('nonsense'), fromLocal('')]).toEqual(['2026-11-29T23:00', '', undefined]);
});

it('narrows by what is filled in, and leaves alone the moments that nobody touched', async () => {
  const from = '2026-11-28T18:00:07Z';
  const calls = visit(`${PATH}?from=${from}`);
  fireEvent.input(await screen.findByLabelText('IP address'), { target: { value: ' 203.0.113.9 ' } });
  fireEvent.change(screen.getByLabelText('What'), { target: { value: '2fa.locked' } });
  await press('Show');
  await waitFor(() => expect(calls.at(-1)).toBe(`${EVENTS}?type=2fa.locked&ip=203.0.113.9&from=2026-11-28T18%3A00%3A07Z`));
});

it('finds the person whose history it is, and lets go of them', async () => {
  visit(PATH, {
    [EVENTS]: listOf('events', []),
    'GET /api/admin/users?q=bo&limit=6': listOf('users', [BOB]),
    [`${EVENTS}?user=b1`]: listOf('events', []),
    'GET /api/admin/users/b1': { body: { user: BOB } },
  });
  fireEvent.input(await screen.findByLabelText('Person'), { target: { value: 'bo' } });
  fireEvent.click(await screen.findByText('Bob'));
  await waitFor(() => expect(location.search).toBe('?user=b1'));
  await waitFor(() => expect(screen.getByText('Bob').parentElement?.textContent).toBe('Only Bob'));
  expect(screen.getByRole('link', { name: 'Show everybody' }).getAttribute('href')).toBe(PATH);
});

it('shows all that is kept about an entry, on demand', async () => {
  visit(PATH, { [EVENTS]: listOf('events', [happened(7, 'something.new', { subject: { id: 'x9', email: null }, detail: { left: 3 } })]) });
  expect(await screen.findByText('Something else happened (something.new).')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'a deleted account' }).getAttribute('href')).toBe(`${PATH}?user=x9`);
  const details = screen.getByText('Details');
  fireEvent.click(details);
  expect(details.getAttribute('aria-expanded')).toBe('true');
  expect(document.querySelector('.item dl')?.textContent).toBe('Number7Exact time2026-05-14T08:00:00ZTypesomething.newleft3Requestr1ProgramMozilla/5.0 (X11; Linux) Firefox/140.0');
});

it('saves what matches after a fresh proof', async () => {
  const saved = vi.spyOn(save, 'saveBlob').mockReturnValue();
  const path = `${EVENTS}/export?format=csv&type=login`;
  const asked = refusal(403, 'reauth_required', { methods: ['password'] });
  const calls = visit(`${PATH}?type=login`, { [`${EVENTS}?type=login`]: listOf('events', []), [path]: [asked, { body: { csv: 1 } }], 'POST /reauth': {} });
  await press('Save as CSV');
  fireEvent.input(await screen.findByLabelText('Password'), { target: { value: 'right' } });
  await press('Confirm');
  await waitFor(() => expect(saved.mock.calls[0]?.[0]).toBe('second-lock-history.csv'));
  expect(calls.filter((call) => call === path)).toHaveLength(2);
  expect(await screen.findByText('The file is saved.')).toBeTruthy();
});

const part = (rows: number, next: string | null, faults: string[] = []) => ({ body: { whole: faults.length === 0, rows, faults, head: { number: 12, hash: 'abc' }, next } });

it('checks part by part, and says with which entry a whole history ends', async () => {
  const verify = `${EVENTS}/verify`;
  visit(PATH, { [EVENTS]: listOf('events', []), [verify]: [part(10, '10'), part(10, '10')], [`${verify}?after=10`]: [part(2, null), part(2, null, ['Row 11 was changed.'])] });
  await press('Check it');
  expect(await screen.findByText('It is whole: 12 entries.')).toBeTruthy();
  expect(screen.getByText('abc')).toBeTruthy();
  await press('Check it');
  expect(await screen.findByText('It is not whole.')).toBeTruthy();
  expect(screen.getByText('Row 11 was changed.')).toBeTruthy();
});
