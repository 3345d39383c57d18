// Promises of invitations, groups and apps: a link is shown once, members come and go with a reason, and nothing is overwritten.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { refusal } from '../../testing';
import { BOB, confirm, dialog, fillIn, giveDialogs, listOf, press, visit } from '../testing';

const AT = BOB.createdAt;
const GROUP = { id: 'g1', name: 'wiki', description: 'Readers', memberCount: 1, version: 2, createdAt: AT };
const MEMBER = { id: 'b1', email: 'bob@example.com', name: 'Bob', role: 'user' };
const APP = { id: 'p1', name: 'Wiki', origin: 'https://wiki.example.com', groups: ['wiki'], factor: 2, fresh: null, open: ['/public/'], tokens: 'none', version: 1, createdAt: AT };
const groupPage = (more: object = {}) => ({ body: { group: { ...GROUP, members: [MEMBER], ...more }, next: null } });

beforeEach(giveDialogs);

it('invites by mail without seeing the link', async () => {
  const calls = visit('/admin/invitations', { 'GET /api/admin/invitations': listOf('invitations', []), 'POST /api/admin/invitations': { status: 201, body: { id: 'i1', expiresAt: AT } } });
  await press('Invite by mail');
  confirm('Mail the invitation');
  expect(await dialog().findByText('Enter an email address, like name@example.com.')).toBeTruthy();
  fillIn('Email', 'new@example.com');
  confirm('Mail the invitation');
  expect(await screen.findByText('The invitation is on its way to new@example.com.')).toBeTruthy();
  expect(calls).toContain('POST /api/admin/invitations {"email":"new@example.com","role":"user","groups":[],"expiresIn":604800}');
});

it('shows a link for several people this once, and takes no days past thirty', async () => {
  const link = 'https://lock.example.com/join#token=abc';
  const calls = visit('/admin/invitations', { 'GET /api/admin/invitations': listOf('invitations', []), 'POST /api/admin/invitations': { status: 201, body: { id: 'i1', link, expiresAt: AT } } });
  await press('Make a link');
  fillIn('Days that it works', '31');
  confirm('Make the link');
  expect(await dialog().findByText('Enter 1 to 30 days.')).toBeTruthy();
  fillIn('Days that it works', '2');
  fillIn('People whom it lets in', '24');
  confirm('Make the link');
  expect(await screen.findByText(link)).toBeTruthy();
  expect(calls).toContain('POST /api/admin/invitations {"groups":[],"expiresIn":172800,"uses":24}');
});

it('revokes an invitation after asking', async () => {
  const invitation = { id: 'i1', email: 'new@example.com', role: 'user', groups: ['wiki'], uses: 1, invitedBy: 'ada@example.com', createdAt: AT, expiresAt: AT };
  visit('/admin/invitations', { 'GET /api/admin/invitations': [listOf('invitations', [invitation]), listOf('invitations', [])], 'DELETE /api/admin/invitations/i1': { body: { message: 'The invitation is revoked.' } } });
  await press('Revoke the invitation: new@example.com');
  confirm('Revoke');
  expect(await screen.findByText('The invitation is revoked.')).toBeTruthy();
  expect(await screen.findByText('No link is open.')).toBeTruthy();
});

it('makes a group and leads to it; a name that no header can carry is not sent', async () => {
  const calls = visit('/admin/groups', { 'GET /api/admin/groups': listOf('groups', []), 'POST /api/admin/groups': { status: 201, body: { group: GROUP } }, 'GET /api/admin/groups/g1': groupPage() });
  await press('New group');
  fillIn('Name', 'Wiki, all');
  confirm('Make the group');
  expect(await dialog().findByText('Use 1 to 40 of a–z, 0–9, - _ .')).toBeTruthy();
  fillIn('Name', 'wiki');
  confirm('Make the group');
  await waitFor(() => expect(location.pathname).toBe('/admin/groups/g1'));
  expect(calls).toContain('POST /api/admin/groups {"name":"wiki","description":""}');
});

it('a05 takes somebody in and out with a reason', async () => {
  const calls = visit('/admin/groups/g1', {
    'GET /api/admin/groups/g1': groupPage(),
    'GET /api/admin/users?q=bo&limit=6': listOf('users', [BOB]),
    'PUT /api/admin/groups/g1/members/b1': { body: { message: 'Bob is in the group.' } },
    'POST /api/admin/groups/g1/members/b1/remove': { body: { message: 'Bob is out.' } },
  });
  await press('Add somebody');
  fillIn('Reason', 'Joins on Monday');
  confirm('Add');
  expect(await dialog().findByText('Choose a person.')).toBeTruthy();
  fillIn('Whom?', 'bo');
  fireEvent.click(await dialog().findByRole('button', { name: /^Bob/ }));
  confirm('Add');
  expect(await screen.findByText('Bob is in the group.')).toBeTruthy();
  expect(calls).toContain('PUT /api/admin/groups/g1/members/b1 {"reason":"Joins on Monday"}');
  await press('Take out Bob');
  fillIn('Reason', 'Left the team');
  confirm('Take out');
  expect(await screen.findByText('Bob is out.')).toBeTruthy();
});

it('a10 changes a group that somebody else has changed only after showing it, and keeps what was typed', async () => {
  const now = groupPage({ name: 'handbook', version: 3 });
  const calls = visit('/admin/groups/g1', { 'GET /api/admin/groups/g1': [groupPage(), now], 'PATCH /api/admin/groups/g1': [refusal(409, 'conflict'), { body: { group: GROUP } }] });
  await press('Change');
  fillIn('Name', 'docs');
  confirm('Change');
  expect(await dialog().findByText(/^Somebody changed this meanwhile/)).toBeTruthy();
  expect(await screen.findByRole('heading', { level: 1, name: 'handbook' })).toBeTruthy();
  expect(dialog().getByLabelText<HTMLInputElement>('Name').value).toBe('docs');
  confirm('Change');
  await waitFor(() => expect(calls).toContain('PATCH /api/admin/groups/g1 {"version":3,"name":"docs","description":"Readers"}'));
});

it('tells who may open an app, and keeps what is not changed', async () => {
  const calls = visit('/admin/apps', { 'GET /api/admin/apps': listOf('apps', [APP]), 'GET /api/admin/groups?limit=100': listOf('groups', [GROUP]), 'PATCH /api/admin/apps/p1': { body: { app: APP } } });
  expect((await screen.findByRole('link', { name: 'wiki' })).getAttribute('href')).toBe('/admin/people?group=wiki');
  await press('Change Wiki');
  fillIn('Newest proof at most (seconds)', '0');
  confirm('Change');
  expect(await dialog().findByText('Enter whole seconds, or nothing.')).toBeTruthy();
  fillIn('Newest proof at most (seconds)', '600');
  confirm('Change');
  expect(await screen.findByText('Wiki is changed.')).toBeTruthy();
  expect(calls).toContain(
    'PATCH /api/admin/apps/p1 {"name":"Wiki","origin":"https://wiki.example.com","groups":["wiki"],"factor":2,"fresh":600,"open":["/public/"],"tokens":"none","version":1}',
  );
});

it('lists an app for a role, and says beside the field what the server refuses', async () => {
  const taken = refusal(400, 'invalid_request', { fields: { origin: ['This address is listed already.'] } });
  const calls = visit('/admin/apps', { 'GET /api/admin/apps': listOf('apps', []), 'POST /api/admin/apps': [taken, { status: 201, body: { app: APP } }] });
  await press('Add an app');
  fillIn('Name', 'Wiki');
  fillIn('Address', 'https://wiki.example.com');
  fireEvent.click(await dialog().findByLabelText('Administrator'));
  confirm('Add the app');
  expect(await dialog().findByText('This address is listed already.')).toBeTruthy();
  confirm('Add the app');
  expect(await screen.findByText('Wiki is listed.')).toBeTruthy();
  expect(calls.at(-2)).toContain('"groups":["admin"],"factor":2,"fresh":null,"open":[],"tokens":"none"');
});
