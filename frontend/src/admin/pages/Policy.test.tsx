// Promises of policy: what holds, for whom and from when, what a change brings about, and who meets it.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { refusal } from '../../testing';
import { confirm, dialog, fillIn, giveDialogs, listOf, press, visit } from '../testing';

const EVERYONE = { group: 'everyone', level: 'optional', from: null, grace: 0, version: 0 };
const EDITORS = { group: 'editors', level: 'phishing_resistant', from: '2999-12-01T00:00:00Z', grace: 14, version: 3, until: 'two_factor' };
const COUNTS = { meets: 5, not_asked: 1, has_time: 2, stopped: 1 };
const REPORT = 'GET /api/admin/policy/report';
const report = (...people: object[]) => ({ body: { people, counts: COUNTS, next: null } });
const EVE = { id: 'e1', email: 'eve@example.com', name: '', role: 'user', groups: [], level: 'two_factor', state: 'stopped', setUpBy: '2026-05-14T08:00:00Z' };

beforeEach(giveDialogs);

function open(table: Record<string, object> = {}) {
  return visit('/admin/policy', { 'GET /api/admin/policy': listOf('policies', [EVERYONE, EDITORS]), [REPORT]: report(EVE), ...table });
}

it('tells what holds now, and what holds from a day on', async () => {
  open();
  const rows = [...(await screen.findByRole('list', { name: 'What holds' })).children].map((row) => row.textContent);
  expect(rows[0]).toBe('EverybodyNothingholds nowChange');
  expect(rows[1]).toMatch(/^Group editorsA passkeyfrom .*2999 · 14 days of grace · until then: A second factorChange$/);
});

it('sets a policy with the version that the page saw, and tells what came of it', async () => {
  const answer = { body: { policies: [{ ...EVERYONE, level: 'two_factor', version: 1 }], mailed: 4, stopped: 1, warnings: ['One address is unconfirmed.'], next: null } };
  const calls = open({ 'PUT /api/admin/policy': answer });
  await press('Change the policy: Everybody');
  fireEvent.change(dialog().getByLabelText('What is needed'), { target: { value: 'two_factor' } });
  fillIn('Days of grace (optional)', '366');
  confirm('Set');
  expect(await dialog().findByText('Enter whole days from 0 to 365.')).toBeTruthy();
  fillIn('Days of grace (optional)', '14');
  confirm('Set');
  expect(await screen.findByText('The policy is set. 4 people were mailed a date.')).toBeTruthy();
  expect(screen.getByText('One address is unconfirmed.')).toBeTruthy();
  expect(calls).toContain('PUT /api/admin/policy {"level":"two_factor","grace":14,"version":0}');
  await waitFor(() => expect(calls.filter((call) => call === REPORT).length).toBeGreaterThan(1));
});

it('g06 says why a policy that would shut out whoever sets it is refused', async () => {
  open({ 'PUT /api/admin/policy': refusal(409, 'conflict', { message: 'You would fall outside.' }) });
  await press('Set a policy');
  confirm('Set');
  expect(await dialog().findByText('You would fall outside.')).toBeTruthy();
});

it('keeps the date and the days of a policy that is changed', async () => {
  open();
  await press('Change the policy: Group editors');
  expect(dialog().getByLabelText<HTMLInputElement>('From (optional)').value).toMatch(/^2999-1[12]-\d\d$/);
  expect(dialog().getByLabelText<HTMLInputElement>('Days of grace (optional)').value).toBe('14');
});

it('reports who meets it, narrowed to one state', async () => {
  const calls = open({ [`${REPORT}?state=stopped`]: report(EVE) });
  const row = (await screen.findByRole('link', { name: 'eve@example.com' })).closest('tr');
  expect([...(row?.cells ?? [])].map((cell) => cell.textContent)).toEqual(['eve@example.com', 'A second factor', 'Would be stopped', 'May 14, 2026']);
  fireEvent.click(screen.getByRole('link', { name: 'Would be stopped (1)' }));
  await waitFor(() => expect(calls).toContain(`${REPORT}?state=stopped`));
});
