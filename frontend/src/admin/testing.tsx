// Owns what the tests of the administrators' pages share: an administrator who is signed in, and people to look after.
import { configure, fireEvent, screen, within } from '@testing-library/preact';
import type { Person, Whole } from '../api/admin.shapes';
import { Private } from '../components/Guard';
import { JANE, serve, show, type Reply } from '../testing';
import { Admin } from './Admin';

// What is typed is searched for after a pause, and a busy machine takes its time.
configure({ asyncUtilTimeout: 4000 });

export const ADA = { ...JANE, id: 'a1', email: 'ada@example.com', name: 'Ada', role: 'admin', twoFactorEnabled: true };
const AT = '2026-05-14T08:00:00Z';

export const BOB: Person = {
  id: 'b1',
  email: 'bob@example.com',
  name: 'Bob',
  role: 'user',
  groups: ['wiki'],
  emailVerified: true,
  disabled: false,
  locked: true,
  authenticators: [{ id: 'f1', kind: 'totp', name: 'Phone', createdAt: AT, lastUsedAt: null }],
  lastSeenAt: AT,
  createdAt: AT,
  version: 4,
};

export const whole = (more: Partial<Whole> = {}): Whole => ({
  ...BOB,
  locale: '',
  twoFactorEnabled: true,
  backupCodesRemaining: 7,
  mustEnrol: false,
  standing: { level: 'optional', required: false, setUpBy: null },
  ...more,
});

export const happened = (number: number, type: string, more: object = {}) => ({
  id: `e${number}`,
  number,
  at: AT,
  type,
  outcome: 'success',
  actor: { id: 'b1', email: 'bob@example.com' },
  subject: { id: 'b1', email: 'bob@example.com' },
  ip: '203.0.113.9',
  userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/140.0',
  device: 'Firefox on Linux',
  requestId: 'r1',
  detail: {},
  ...more,
});

export const listOf = (name: string, items: object[], next: string | null = null): Reply => ({ body: { [name]: items, next } });

/** Opens a page as an administrator; answers the calls that are made but for the one that asks who is signed in. */
export function visit(address: string, table: Record<string, Reply | Reply[]> = {}, user: object = ADA): string[] {
  const calls = serve({ 'GET /me': { body: { user } }, 'GET /api/admin/groups?limit=100': listOf('groups', []), ...table });
  show(
    <Private>
      <Admin />
    </Private>,
    address,
  );
  return calls;
}

function showModal(this: HTMLDialogElement): void {
  this.setAttribute('open', '');
}
/** happy-dom has no modal dialogs. */
export const giveDialogs = () => void (HTMLDialogElement.prototype.showModal = showModal);

export const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
export const dialog = () => within(screen.getByRole('dialog'));
export const fillIn = (label: string, value: string) => fireEvent.input(dialog().getByLabelText(label), { target: { value } });
export const confirm = (name: string) => fireEvent.click(dialog().getByRole('button', { name }));
