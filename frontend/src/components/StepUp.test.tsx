// Promises of the step-up dialog: it never outlives its session or its page, and never lies above another dialog.
import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { expect, it } from 'vitest';
import { call } from '../api/http';
import { config } from '../lib/config';
import { JANE, refusal, serve, show, type Reply } from '../testing';
import { answers, fails, giveBrowserPasskeys, KEY_JSON, OPTIONS } from '../testing.passkeys';
import { Dialog } from './Dialog';
import { Private } from './Guard';

const STALE = refusal(403, 'reauth_required', { methods: ['password'] });
const ask = () => void call('POST', '/api/auth/2fa/backup-codes', {}).catch(() => null);

function Page() {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button onClick={() => setAsking(true)}>Change</button>
      <button onClick={ask}>Make</button>
      <a href="/elsewhere">Elsewhere</a>
      {asking && (
        <Dialog title="Change it?" onClose={() => setAsking(false)}>
          <input aria-label="Reason" />
          <button onClick={ask}>Go</button>
        </Dialog>
      )}
    </>
  );
}

async function open(table: Record<string, Reply | Reply[]> = {}) {
  const calls = serve({
    'GET /me': { body: { user: JANE } },
    'POST /2fa/backup-codes': STALE,
    'GET /sessions': refusal(401, 'not_signed_in'),
    'POST /reauth': { body: { message: 'ok' } },
    ...table,
  });
  show(
    <Private>
      <Page />
    </Private>,
    '/sessions',
  );
  await screen.findByRole('button', { name: 'Change' });
  return calls;
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const shown = () => [...document.querySelectorAll('dialog[open] h2')].map((title) => title.textContent);
const OURS = 'Confirm it is you';

it('closes when the session ends, and does not lie above the sign-in page', async () => {
  await open();
  press('Make');
  await waitFor(() => expect(shown()).toEqual([OURS]));
  await call('GET', '/api/auth/sessions').catch(() => null);
  await waitFor(() => expect(location.pathname).toBe('/login'));
  await waitFor(() => expect(shown()).toEqual([]));
});

it('closes when the proof itself finds the session ended', async () => {
  await open({ 'POST /reauth': refusal(401, 'not_signed_in') });
  press('Make');
  fireEvent.input(await screen.findByLabelText('Password'), { target: { value: 'correct horse' } });
  press('Confirm');
  await waitFor(() => expect(location.search).toBe('?out=1&next=%2Fsessions'));
  await waitFor(() => expect(shown()).toEqual([]));
});

it('closes when its page is left', async () => {
  await open();
  press('Make');
  await waitFor(() => expect(shown()).toEqual([OURS]));
  fireEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
  await waitFor(() => expect(location.pathname).toBe('/elsewhere'));
  await waitFor(() => expect(shown()).toEqual([]));
});

it('takes the place of another dialog, and gives it back with what was typed', async () => {
  await open();
  press('Change');
  fireEvent.input(screen.getByLabelText('Reason'), { target: { value: 'a new phone' } });
  screen.getByRole('button', { name: 'Go' }).focus();
  press('Go');
  await waitFor(() => expect(shown()).toEqual([OURS]));
  fireEvent.click(within(screen.getByRole('dialog', { name: OURS })).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(shown()).toEqual(['Change it?']));
  expect(screen.getByLabelText<HTMLInputElement>('Reason').value).toBe('a new phone');
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Go' }));
});

it('leaves no dialog behind when the session ends above two', async () => {
  await open();
  press('Change');
  press('Go');
  await waitFor(() => expect(shown()).toEqual([OURS]));
  await call('GET', '/api/auth/sessions').catch(() => null);
  await waitFor(() => expect(document.querySelectorAll('dialog')).toHaveLength(0));
});

const WITH_PASSKEY = {
  'POST /2fa/backup-codes': [refusal(403, 'reauth_required', { methods: ['passkey', 'totp', 'backup_code'] }), { body: { backupCodes: [] } }],
  'POST /reauth/passkey/options': OPTIONS,
};

it('takes a passkey by one press, begins nothing by itself, and goes on with the act', async () => {
  const browser = giveBrowserPasskeys({ get: answers });
  const calls = await open(WITH_PASSKEY);
  press('Make');
  const use = await screen.findByRole('button', { name: 'Use your passkey' });
  await waitFor(() => expect(document.activeElement).toBe(use));
  expect(browser.get).not.toHaveBeenCalled();
  press('Use your passkey');
  await waitFor(() => expect(shown()).toEqual([]));
  expect(calls).toContain(`POST /reauth {"passkey":${KEY_JSON}}`);
  await waitFor(() => expect(calls.filter((each) => each === 'POST /2fa/backup-codes {}')).toHaveLength(2));
});

it('P08: stays open after a cancelled ceremony, with a code one press away', async () => {
  giveBrowserPasskeys({ get: fails('NotAllowedError') });
  const calls = await open(WITH_PASSKEY);
  press('Make');
  fireEvent.click(await screen.findByRole('button', { name: 'Use your passkey' }));
  expect(await screen.findByText(/^No passkey was used/)).toBeTruthy();
  press('Use a code instead');
  fireEvent.input(await screen.findByLabelText('6-digit code'), { target: { value: '482913' } });
  press('Confirm');
  await waitFor(() => expect(shown()).toEqual([]));
  expect(calls).toContain('POST /reauth {"code":"482913"}');
});

it('G07: says why a code is no longer enough, and takes the passkey alone from then on', async () => {
  giveBrowserPasskeys({ get: answers });
  const calls = await open({ ...WITH_PASSKEY, 'POST /reauth': [refusal(403, 'passkey_required'), { body: { message: 'ok' } }] });
  press('Make');
  fireEvent.click(await screen.findByRole('button', { name: 'Use a code instead' }));
  fireEvent.input(await screen.findByLabelText('6-digit code'), { target: { value: '482913' } });
  press('Confirm');
  expect(await screen.findByText('Refused: passkey_required.')).toBeTruthy();
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.queryByRole('button', { name: /code/ })).toBeNull();
  press('Use your passkey');
  await waitFor(() => expect(shown()).toEqual([]));
  expect(calls).toContain(`POST /reauth {"passkey":${KEY_JSON}}`);
});

it('G07: says whom to ask where only a passkey is taken and the browser has none', async () => {
  Object.assign(config, { passkeys: true, support: 'help@example.com' });
  await open({ 'POST /2fa/backup-codes': refusal(403, 'reauth_required', { methods: ['passkey'] }) });
  press('Make');
  expect(await screen.findByText(/this browser cannot use one here/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'help@example.com' })).toBeTruthy();
  press('Cancel');
  await waitFor(() => expect(shown()).toEqual([]));
  delete config.support;
});

it('P15: asks for a code in a browser without passkeys', async () => {
  config.passkeys = true;
  await open(WITH_PASSKEY);
  press('Make');
  expect(await screen.findByLabelText('6-digit code')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /passkey/ })).toBeNull();
});
