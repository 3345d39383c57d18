// Promises of app tokens: they are listed by a press, made for one app, shown once, and revoked one by one.
import { fireEvent, screen, within } from '@testing-library/preact';
import { beforeEach, expect, it } from 'vitest';
import { refusal, serve, show } from '../testing';
import { AppTokensSection } from './AppTokensSection';

const PLACES = [
  { name: 'Files', origin: 'https://files.example.com' },
  { name: 'Wiki', origin: 'https://wiki.example.com:8443' },
];
const TOKEN = {
  id: 't1', name: 'Backup', origin: 'https://files.example.com', createdAt: '2026-11-21T12:00:00Z', lastUsedAt: null,
  expiresAt: '2027-02-19T12:00:00Z',
};
const TEXT = 'sl_0123456789012345678901234567890123456789012345678';

function showModal(this: HTMLDialogElement): void {
  this.setAttribute('open', '');
}
beforeEach(() => void (HTMLDialogElement.prototype.showModal = showModal));

const open = () => show(<AppTokensSection places={PLACES} />, '/profile');
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

it('asks for nothing before a press', async () => {
  const calls = serve({ 'GET /app-tokens': { body: { appTokens: [TOKEN] } } });
  open();
  expect(calls).toEqual([]);
  press('Show app tokens');
  expect(await screen.findByText('Backup')).toBeTruthy();
  expect(screen.getByText('files.example.com')).toBeTruthy();
  expect(screen.getByText(/not used yet/)).toBeTruthy();
});

it('makes one for the app that was chosen, and shows it once', async () => {
  const calls = serve({
    'POST /app-tokens': { status: 201, body: { ...TOKEN, token: TEXT } },
    'GET /app-tokens': { body: { appTokens: [TOKEN] } },
  });
  open();
  press('New app token');
  const dialog = within(screen.getByRole('dialog'));
  fireEvent.input(dialog.getByLabelText('What it is for'), { target: { value: ' Backup ' } });
  fireEvent.change(dialog.getByLabelText('App'), { target: { value: 'https://wiki.example.com:8443' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Make the token' }));
  expect(await screen.findByText(TEXT)).toBeTruthy();
  expect(calls).toContain('POST /app-tokens {"name":"Backup","origin":"https://wiki.example.com:8443","expiresIn":7776000}');
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('asks for a name, and says which field was refused', async () => {
  const calls = serve({ 'POST /app-tokens': refusal(400, 'invalid_request', { fields: { origin: ['No app there takes a token of yours.'] } }) });
  open();
  press('New app token');
  press('Make the token');
  expect(await screen.findByText('Give it a name.')).toBeTruthy();
  expect(calls).toEqual([]);
  fireEvent.input(screen.getByLabelText('What it is for'), { target: { value: 'x' } });
  press('Make the token');
  expect(await screen.findByText('No app there takes a token of yours.')).toBeTruthy();
});

it('revokes one, and says so', async () => {
  const calls = serve({
    'GET /app-tokens': [{ body: { appTokens: [TOKEN] } }, { body: { appTokens: [] } }],
    'DELETE /app-tokens/t1': { body: { message: 'ok' } },
  });
  open();
  press('Show app tokens');
  fireEvent.click(await screen.findByRole('button', { name: 'Revoke Backup' }));
  expect(await screen.findByText('Backup opens nothing any more.')).toBeTruthy();
  expect(screen.getByText('None yet.')).toBeTruthy();
  expect(calls).toContain('DELETE /app-tokens/t1');
});
