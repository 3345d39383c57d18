// Promises of the overview: each figure and each warning leads to its place, and the picture can be read aloud.
import { fireEvent, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { refusal } from '../../testing';
import { BOB, listOf, visit } from '../testing';

const CALM = { total: 10, withSecondFactor: 10, withPasskey: 3, unverified: 0, disabled: 0, locked: 0, invited: 0 };
const days = (signIns: number, refusals: number) => Array.from({ length: 30 }, (_, index) => ({ day: `2026-11-${String(index + 1).padStart(2, '0')}`, signIns, refusals }));
const figures = (people: object, mails: object, list = days(2, 1), open = 0) => ({ body: { people: { ...CALM, ...people }, mails: { waiting: 0, dead: 0, ...mails }, recoveries: { open }, days: list } });
const checks = (...list: object[]) => ({ body: { checks: list } });

const attention = async () =>
  [...((await screen.findByRole('heading', { name: 'What needs attention' })).closest('section')?.querySelectorAll('a') ?? [])].map((link) => [link.textContent, link.getAttribute('href')]);

it('names what needs attention, each with the way to it', async () => {
  visit('/admin', {
    'GET /api/admin/overview': figures({ locked: 1, withSecondFactor: 7, unverified: 2 }, { dead: 4 }, days(2, 1), 2),
    'GET /api/admin/health': checks({ name: 'proxy', state: 'warning', told: 'is not set', advice: 'Set it.' }, { name: 'keys', state: 'ok', told: 'fine', advice: null }),
  });
  await screen.findByText('proxy: is not set');
  expect(await attention()).toEqual([
    ['1 person is locked out after wrong codes.', '/admin/people?filter=locked'],
    ['4 mails could not be sent.', '/admin/health'],
    ['2 recoveries wait.', '/admin/recoveries'],
    ['3 people have no second factor.', '/admin/people?filter=without_second_factor'],
    ['2 people never confirmed the address.', '/admin/people?filter=unverified'],
    ['proxy: is not set', '/admin/health'],
  ]);
});

it('says so where nothing does, also while the doctor does not answer', async () => {
  visit('/admin', { 'GET /api/admin/overview': figures({}, {}), 'GET /api/admin/health': refusal(503, 'unavailable') });
  expect(await screen.findByText('Nothing right now.')).toBeTruthy();
  expect((await screen.findByRole('link', { name: /^With a passkey/ })).textContent).toBe('With a passkey330 %');
});

it('has the picture’s numbers in words and in a table, whose days lead to the history', async () => {
  visit('/admin', { 'GET /api/admin/overview': figures({}, {}, days(5, 2)), 'GET /api/admin/health': checks() });
  expect(await screen.findByRole('img', { name: '150 sign-ins and 60 refusals in 30 days.' })).toBeTruthy();
  const table = document.querySelector('details table');
  expect(table?.querySelectorAll('tbody tr')).toHaveLength(30);
  expect(table?.querySelector('tbody tr')?.textContent).toBe('Nov 3052');
  expect(table?.querySelector('tbody a')?.getAttribute('href')).toBe('/admin/history?from=2026-11-30T00%3A00%3A00Z&until=2026-11-30T23%3A59%3A59Z');
});

it('leads to a person in one press', async () => {
  visit('/admin', {
    'GET /api/admin/overview': figures({}, {}, days(0, 0)),
    'GET /api/admin/health': checks(),
    'GET /api/admin/users?q=bob&limit=6': listOf('users', [BOB]),
  });
  expect(await screen.findByText('Nobody signed in during these days.')).toBeTruthy();
  fireEvent.input(screen.getByLabelText('Find a person'), { target: { value: 'bob' } });
  expect((await screen.findByRole('link', { name: /^Bob/ })).getAttribute('href')).toBe('/admin/people/b1');
});
