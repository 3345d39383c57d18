// Promises of the profile: each change says what it did where it was done, and nothing is lost without a question.
import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';
import { Private } from '../components/Guard';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { Profile } from './Profile';

const APP = { id: 'a1', kind: 'totp', name: 'Phone', createdAt: '2026-05-14T08:00:00Z', lastUsedAt: null };
const STATUS = {
  enabled: true, required: false, level: 'optional', methods: ['totp', 'backup_code'], authenticators: [APP],
  backupCodesRemaining: 10, enabledAt: '2026-05-14T08:00:00Z',
};
const DEVICE = {
  id: 'd1', current: true, device: 'Firefox on Linux', userAgent: 'Firefox', ip: '203.0.113.9',
  createdAt: '2026-05-14T08:00:00Z', lastUsedAt: '2026-05-14T08:00:00Z', expiresAt: '2026-06-13T08:00:00Z',
};

function open(table: Record<string, Reply | Reply[]> = {}): string[] {
  const calls = serve({
    'GET /me': { body: { user: JANE } },
    'GET /2fa/status': { body: STATUS },
    'GET /2fa/devices': { body: { devices: [DEVICE] } },
    ...table,
  });
  show(
    <Private>
      <Profile />
    </Private>,
    '/profile',
  );
  return calls;
}

function showModal(this: HTMLDialogElement): void {
  this.setAttribute('open', '');
}
beforeEach(() => void (HTMLDialogElement.prototype.showModal = showModal));

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const dialog = () => within(screen.getByRole('dialog'));
const type = (label: string, value: string) => fireEvent.input(dialog().getByLabelText(label), { target: { value } });
const confirm = (name: string) => fireEvent.click(dialog().getByRole('button', { name }));

it('shows a change of address that waits, mails its link again and cancels it', async () => {
  const calls = open({
    'GET /me': [{ body: { user: JANE } }, { body: { user: JANE, pendingEmail: 'new@example.com' } }, { body: { user: JANE } }],
    'POST /email/change/resend': { status: 202, body: { message: 'ok' } },
    'DELETE /email/change': { body: { message: 'ok' } },
  });
  expect(await screen.findByText('new@example.com')).toBeTruthy();
  await press('Send the mail again');
  await screen.findByText(/^Sent\./);
  await press('Cancel the change');
  expect(await screen.findByText('The change is cancelled. Your address stays as it is.')).toBeTruthy();
  await waitFor(() => expect(screen.queryByText('new@example.com')).toBeNull());
  expect(calls).toContain('POST /email/change/resend {}');
});

it('says so where a change of address waits no longer', async () => {
  open({
    'GET /me': [{ body: { user: JANE } }, { body: { user: JANE, pendingEmail: 'new@example.com' } }, { body: { user: JANE } }],
    'POST /email/change/resend': refusal(404, 'not_found'),
  });
  await press('Send the mail again');
  expect(await screen.findByText(/^That change waits no longer/)).toBeTruthy();
  await waitFor(() => expect(screen.queryByText('new@example.com')).toBeNull());
});

it('shows a new address as soon as it was asked for', async () => {
  open({
    'GET /me': [{ body: { user: JANE } }, { body: { user: JANE } }, { body: { user: JANE, pendingEmail: 'new@example.com' } }],
    'POST /email/change': { status: 202, body: { message: 'ok' } },
  });
  await press('Change email');
  type('New email', 'new@example.com');
  type('Current password', 'correct horse');
  confirm('Send the link');
  expect(await screen.findByText('new@example.com')).toBeTruthy();
  expect(await screen.findByText(/^A new address waits/)).toBeTruthy();
});

it('changes the name and shows it at once', async () => {
  const calls = open({ 'PATCH /me': { body: { user: { ...JANE, name: 'Jane Doe' } } } });
  await press('Change name');
  type('Name (optional)', ' Jane Doe ');
  confirm('Save');
  expect(await screen.findByText('Your name is changed.')).toBeTruthy();
  expect(screen.getByText('Jane Doe')).toBeTruthy();
  expect(calls).toContain('PATCH /me {"name":"Jane Doe"}');
});

it('keeps a refused name in the field, with the reason beside it', async () => {
  open({ 'PATCH /me': refusal(400, 'invalid_request', { fields: { name: ['Use printable characters.'] } }) });
  await press('Change name');
  expect(dialog().getByLabelText<HTMLInputElement>('Name (optional)').value).toBe('Jane');
  type('Name (optional)', 'Jane Odd');
  confirm('Save');
  expect(await screen.findByText('Use printable characters.')).toBeTruthy();
  expect(dialog().getByLabelText<HTMLInputElement>('Name (optional)').value).toBe('Jane Odd');
});

it('changes the password with the present one, and says what ended', async () => {
  const calls = open({ 'POST /password/change': { body: { message: 'ok' } } });
  await press('Change password');
  type('Current password', 'correct horse');
  type('New password', 'apricot lantern window');
  confirm('Change password');
  expect(await screen.findByText(/other devices have been signed out/)).toBeTruthy();
  expect(calls).toContain('POST /password/change {"currentPassword":"correct horse","newPassword":"apricot lantern window"}');
});

it('keeps the dialog open over a wrong password, with the focus on it', async () => {
  open({ 'POST /password/change': refusal(400, 'invalid_password') });
  await press('Change password');
  type('Current password', 'wrong');
  type('New password', 'apricot lantern window');
  confirm('Change password');
  expect(await screen.findByText('That password is not right.')).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(dialog().getByLabelText('Current password')));
});

it('says that a new address counts only after its link', async () => {
  const calls = open({ 'POST /email/change': { status: 202, body: { message: 'ok' } } });
  await press('Change email');
  type('New email', 'new@example.com');
  type('Current password', 'correct horse');
  confirm('Send the link');
  expect(await screen.findByText(/on its way to new@example.com/)).toBeTruthy();
  expect(within(screen.getByRole('main')).getByText('jane@example.com')).toBeTruthy();
  expect(calls).toContain('POST /email/change {"email":"new@example.com","password":"correct horse"}');
});

it('forgets a trusted browser and says what that means', async () => {
  const calls = open({ 'DELETE /2fa/devices/d1': { body: { message: 'ok' } }, 'GET /2fa/devices': [{ body: { devices: [DEVICE] } }, { body: { devices: [] } }] });
  await press('Forget Firefox on Linux');
  expect(await screen.findByText('Firefox on Linux is asked for a code again.')).toBeTruthy();
  expect(calls).toContain('DELETE /2fa/devices/d1');
  expect(screen.getByText(/^None\./)).toBeTruthy();
});

it('shows no trusted browsers where nothing asks for a code', async () => {
  const calls = open({ 'GET /2fa/status': { body: { ...STATUS, enabled: false } } });
  await screen.findByRole('link', { name: 'Turn on' });
  expect(screen.queryByText('Trusted browsers')).toBeNull();
  expect(calls).not.toContain('GET /2fa/devices');
});

it('downloads the data as a file', async () => {
  open({ 'GET /me/export': { body: { user: JANE } } });
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  await press('Download my data');
  expect(await screen.findByText('Downloaded.')).toBeTruthy();
  expect(clicked).toHaveBeenCalledOnce();
});

it('closes the account only with password and tick, and says so at the end', async () => {
  const calls = open({ 'DELETE /me': { body: { message: 'ok' } } });
  await press('Close account');
  expect(dialog().getByText(/Nobody can bring the account back/)).toBeTruthy();
  type('Password', 'correct horse');
  confirm('Close account');
  expect(await screen.findByText('Tick the box to go on.')).toBeTruthy();
  expect(calls.some((call) => call.startsWith('DELETE'))).toBe(false);
  fireEvent.click(dialog().getByLabelText('I understand that this cannot be undone'));
  confirm('Close account');
  await waitFor(() => expect(location.search).toBe('?closed=1'));
  expect({ ...localStorage }).toEqual({});
});

it('offers to try again where the second factor could not be asked for', async () => {
  open({ 'GET /2fa/status': [refusal(503, 'unavailable'), { body: STATUS }] });
  await press('Try again');
  expect(await screen.findByText('10 of 10 left')).toBeTruthy();
});

it('names the groups of its owner, and the apps that they may open', async () => {
  const apps = [
    { name: 'Board', origin: 'https://board.example.com', factor: 1 },
    { name: 'Wiki', origin: 'https://wiki.example.com:8443', factor: 2 },
  ];
  open({ 'GET /me': { body: { user: { ...JANE, groups: ['editors', 'wiki'] } } }, 'GET /apps': { body: { apps } } });
  const list = within(await screen.findByRole('list', { name: 'Your apps' }));
  expect(list.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(apps.map(({ origin }) => origin));
  expect(list.getByText('wiki.example.com:8443').parentElement?.textContent).toContain('second factor');
  expect(screen.getByText('editors and wiki')).toBeTruthy();
});

it('says nothing of groups and apps where there are none', async () => {
  open({ 'GET /apps': { body: { apps: [] } } });
  await screen.findByText('10 of 10 left');
  expect(screen.queryByText('Your apps')).toBeNull();
  expect(screen.queryByText('Groups')).toBeNull();
});
