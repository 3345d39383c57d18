// Promises of the list of people: it follows what one types, page by page, and goes along as a harmless table.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it, vi } from 'vitest';
import * as save from '../../lib/save';
import { csvOf } from '../state/csv';
import { BOB, listOf, press, visit } from '../testing';

const PATH = '/admin/people';
const USERS = 'GET /api/admin/users';
const named = (id: string, name: string) => ({ ...BOB, id, name, email: `${id}@example.com` });

const rows = () => screen.getAllByRole('listitem').map((row) => row.querySelector('strong')?.textContent);

it('asks once for what was typed in one go, and keeps it in the address', async () => {
  const calls = visit(PATH, { [USERS]: listOf('users', [BOB, named('c1', 'Carla')]), [`${USERS}?q=car`]: listOf('users', [named('c1', 'Carla')]) });
  await screen.findByText('Carla');
  const field = screen.getByRole('searchbox');
  for (const value of ['c', 'ca', 'car']) fireEvent.input(field, { target: { value } });
  await waitFor(() => expect(rows()).toEqual(['Carla']));
  expect(calls.filter((call) => call.startsWith(USERS))).toEqual([USERS, `${USERS}?q=car`]);
  expect(location.search).toBe('?q=car');
});

function search(value: string): void {
  fireEvent.input(screen.getByRole('searchbox'), { target: { value } });
  fireEvent.keyDown(screen.getByRole('searchbox'), { key: 'Enter' });
}

it('cancels a search that nobody waits for any more', async () => {
  const ended: string[] = [];
  visit(PATH, { [USERS]: listOf('users', []) });
  await screen.findByText('There is nobody yet.');
  vi.stubGlobal('fetch', (path: string, { signal }: RequestInit) => {
    signal?.addEventListener('abort', () => ended.push(path));
    return path.endsWith('q=a') ? new Promise(() => {}) : Promise.resolve(Response.json({ users: [named('b2', 'Abe')], next: null }));
  });
  search('a');
  await waitFor(() => expect(location.search).toBe('?q=a'));
  search('ab');
  expect(await screen.findByText('Abe')).toBeTruthy();
  expect(ended).toEqual(['/api/admin/users?q=a']);
});

it('a08 sends what looks like a pattern as it was typed', async () => {
  const calls = visit(`${PATH}?q=${encodeURIComponent('50%_\\&filter=admins')}`, {});
  await waitFor(() => expect(calls.at(-1)).toContain('q=50%25_%5C%26filter%3Dadmins'));
});

it('narrows by a look and by a group, and says so where nobody fits', async () => {
  const groups = listOf('groups', [{ id: 'g1', name: 'wiki', description: '', memberCount: 1, version: 1, createdAt: BOB.createdAt }]);
  const calls = visit(`${PATH}?filter=locked&group=wiki`, { [`${USERS}?filter=locked&group=wiki`]: listOf('users', []), 'GET /api/admin/groups?limit=100': groups });
  expect(await screen.findByText('Nobody matches.')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Locked' }).getAttribute('aria-current')).toBe('true');
  expect(screen.getByRole('link', { name: 'Disabled' }).getAttribute('href')).toBe(`${PATH}?filter=disabled&group=wiki`);
  expect((await screen.findByLabelText<HTMLSelectElement>('Group')).value).toBe('wiki');
  expect(calls).toContain(`${USERS}?filter=locked&group=wiki`);
});

it('shows more on demand, with the focus on the first new person', async () => {
  visit(PATH, { [USERS]: listOf('users', [BOB], '7.b1'), [`${USERS}?after=7.b1`]: listOf('users', [named('c1', 'Carla')]) });
  await press('Show more');
  await screen.findByText('Carla');
  await waitFor(() => expect(document.activeElement?.id).toBe('c1'));
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  expect(screen.getByText('2 people shown.')).toBeTruthy();
});

it('goes on where a page is empty and not the last', async () => {
  visit(`${PATH}?filter=locked`, { [`${USERS}?filter=locked`]: listOf('users', [], '7.b1'), [`${USERS}?filter=locked&after=7.b1`]: listOf('users', [BOB]) });
  await press('Show more');
  expect(await screen.findByText('Bob')).toBeTruthy();
});

it('a11 saves who is listed, and no cell is a formula', async () => {
  const download = vi.spyOn(save, 'download').mockReturnValue();
  visit(PATH, { [USERS]: listOf('users', [{ ...BOB, name: '=1+1,"x"' }]) });
  await press('Save as CSV');
  const [name, text] = download.mock.calls[0] ?? [];
  expect(name).toBe('second-lock-people.csv');
  expect(text).toContain(`bob@example.com,"'=1+1,""x""",user,wiki,yes,no,yes,totp,`);
  expect(csvOf(['+a'], [['-b', '@c', '\td', '\re', 'f-g']])).toBe("'+a\r\n'-b,'@c,'\td,\"'\re\",f-g\r\n");
});

it('a09 shows names full of markup as text', async () => {
  visit(PATH, { [USERS]: listOf('users', [{ ...BOB, name: '<img src=x onerror=alert(1)>' }]) });
  expect(await screen.findByText('<img src=x onerror=alert(1)>')).toBeTruthy();
  expect(document.querySelector('main img')).toBeNull();
});
