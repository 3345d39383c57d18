// Promises of acts on a person: each has a reason, none overwrites what somebody else did, and one's own access stays.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { refusal, type Reply } from '../../testing';
import { ADA, confirm, dialog, fillIn, giveDialogs, happened, listOf, press, visit, whole } from '../testing';

const BOB = 'GET /api/admin/users/b1';
const POST = 'POST /api/admin/users/b1';
const done = (message: string, more: object = {}): Reply => ({ body: { message, user: whole(more) } });
const nowhere: Reply = { body: { sessions: [], trustedBrowsers: [], appTokens: [], next: null } };

function open(table: Record<string, Reply | Reply[]> = {}, more: object = {}) {
  return visit('/admin/people/b1', {
    [BOB]: { body: { user: whole(more) } },
    [`${BOB}/sessions`]: nowhere,
    [`${BOB}/events?limit=20`]: listOf('events', []),
    ...table,
  });
}

beforeEach(giveDialogs);

const acts = async () => {
  const heading = await screen.findByRole('heading', { name: 'What you can do' });
  return [...(heading.closest('section')?.querySelectorAll('button') ?? [])].map((button) => button.textContent);
};

it('tells who it is, with what they sign in, and where', async () => {
  const session = { id: 's1', kind: 'cookie', device: 'Firefox on Linux', ip: '203.0.113.9', createdAt: whole().createdAt, lastSeenAt: whole().createdAt, amr: ['password', 'totp'] };
  const browser = { id: 't1', device: 'Safari on iPhone', ip: '', createdAt: whole().createdAt, lastUsedAt: null };
  const appToken = { id: 'k1', name: 'Backup', origin: 'https://files.example.com', createdAt: whole().createdAt, lastUsedAt: null, expiresAt: whole().createdAt };
  open({ [`${BOB}/sessions`]: { body: { sessions: [session], trustedBrowsers: [browser], appTokens: [appToken], next: null } } }, { standing: { level: 'two_factor', required: true, setUpBy: '2026-12-05T12:00:00Z' } });
  expect((await screen.findByText('Firefox on Linux')).closest('li')?.textContent).toMatch(/Signed in .* with password and authenticator app$/);
  expect(screen.getByText('Safari on iPhone')).toBeTruthy();
  expect(screen.getByText('Backup').closest('li')?.textContent).toMatch(/^Backupfiles\.example\.com · not used yet · until/);
  expect(screen.getByText('7 left')).toBeTruthy();
  expect(screen.getByText(/^Policy asks for: A second factor, by/).textContent).toMatch(/Dec 5, 2026\.$/);
  expect(screen.getByRole('link', { name: 'wiki' }).getAttribute('href')).toBe('/admin/people?group=wiki');
});

it('offers only what fits the person now', async () => {
  open();
  expect(await acts()).toEqual(['Unlock', 'Reset second factor', 'Mail a link for a new password', 'Sign out everywhere', 'Change role', 'Change groups', 'Disable', 'Delete']);
  cleanup();
  open({}, { locked: false, disabled: true, twoFactorEnabled: false, authenticators: [] });
  expect(await acts()).toEqual(['Enable again', 'Sign out everywhere', 'Change role', 'Change groups', 'Delete']);
});

it('a03 offers nothing that would end one’s own access', async () => {
  visit('/admin/people/a1', {
    'GET /api/admin/users/a1': { body: { user: whole({ id: ADA.id, email: ADA.email, role: 'admin' }) } },
    'GET /api/admin/users/a1/sessions': nowhere,
    'GET /api/admin/users/a1/events?limit=20': listOf('events', []),
  });
  expect(await acts()).toEqual(['Change groups']);
  expect(screen.getByText(/^This is your own account/)).toBeTruthy();
});

it('a05 sends no act without a reason, and tells what was done with one', async () => {
  const calls = open({ [BOB]: [{ body: { user: whole() } }, { body: { user: whole({ version: 5, twoFactorEnabled: false }) } }], [`${POST}/reset-second-factor`]: done('The factor is removed.') });
  await press('Reset second factor');
  expect(dialog().getByRole('heading').textContent).toBe('Reset the second factor of Bob?');
  fillIn('Reason', ' x ');
  confirm('Reset second factor');
  expect(await dialog().findByText('Give a reason of 3 to 300 characters.')).toBeTruthy();
  fillIn('Reason', '  Lost the phone ');
  confirm('Reset second factor');
  expect(await screen.findByText('The factor is removed.')).toBeTruthy();
  expect(calls).toContain(`${POST}/reset-second-factor {"reason":"Lost the phone","version":4}`);
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(await acts()).not.toContain('Reset second factor');
});

it('a10 shows what somebody else changed meanwhile, keeps the reason, and sends it with the new version', async () => {
  const calls = open({
    [BOB]: [{ body: { user: whole() } }, { body: { user: whole({ version: 5, role: 'admin' }) } }],
    [`${POST}/disable`]: [refusal(409, 'conflict'), done('Bob is disabled.')],
  });
  await press('Disable');
  fillIn('Reason', 'Left the team');
  confirm('Disable');
  expect(await dialog().findByText(/^Somebody changed this meanwhile/)).toBeTruthy();
  expect(screen.getAllByText('Administrator').length).toBeGreaterThan(0);
  expect(dialog().getByLabelText<HTMLInputElement>('Reason').value).toBe('Left the team');
  confirm('Disable');
  await waitFor(() => expect(calls).toContain(`${POST}/disable {"reason":"Left the team","version":5}`));
});

it('tells in the server’s words why an act is refused that nobody else has touched', async () => {
  open({ [`${POST}/role`]: refusal(409, 'conflict', { message: 'This is the last administrator.' }) });
  await press('Change role');
  fillIn('Reason', 'Trying it');
  confirm('Change role');
  expect(await dialog().findByText('This is the last administrator.')).toBeTruthy();
});

it('sends a role and groups as they were chosen', async () => {
  const groups = ['ops', 'wiki'].map((name) => ({ id: name, name, description: '', memberCount: 1, version: 1, createdAt: whole().createdAt }));
  const calls = open({ 'GET /api/admin/groups?limit=100': listOf('groups', groups), [`${POST}/role`]: done('Done.'), [`${POST}/groups`]: done('Done.') });
  await press('Change role');
  fillIn('Reason', 'Helps us now');
  confirm('Change role');
  await waitFor(() => expect(calls).toContain(`${POST}/role {"reason":"Helps us now","version":4,"role":"admin"}`));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await press('Change groups');
  const boxes = await dialog().findAllByRole<HTMLInputElement>('checkbox');
  expect(boxes.map(({ checked }) => checked)).toEqual([false, true]);
  for (const box of boxes) fireEvent.click(box);
  fillIn('Reason', 'Moves on');
  confirm('Change groups');
  await waitFor(() => expect(calls).toContain(`${POST}/groups {"reason":"Moves on","version":4,"groups":["ops"]}`));
});

it('leads back to everybody where the person is deleted', async () => {
  open({ [`${POST}/delete`]: { body: { message: 'bob@example.com is deleted.' } } });
  await press('Delete');
  fillIn('Reason', 'Left the team');
  confirm('Delete');
  await waitFor(() => expect(location.pathname).toBe('/admin/people'));
});

it('says that nobody is there', async () => {
  visit('/admin/people/none');
  expect(await screen.findByText('There is nothing of that name any more.')).toBeTruthy();
});

it('tells the person’s history, with who did it and why', async () => {
  const reset = happened(9, '2fa.reset', { actor: { id: 'a1', email: 'ada@example.com' }, detail: { because: 'Lost it' } });
  const shell = happened(8, 'account.disabled', { actor: null, ip: 'operator', userAgent: 'root', device: '' });
  open({ [`${BOB}/events?limit=20`]: listOf('events', [reset, shell]) });
  const rows = (await screen.findByRole('list', { name: 'History' })).querySelectorAll('li');
  expect(rows[0]?.textContent).toMatch(/^Two-factor authentication was reset\.Reason: Lost it.* by ada@example\.com · Details$/);
  expect(rows[1]?.textContent).toMatch(/^The account was disabled\..* · by root at the command line · Details$/);
});
