// Owns the button that asks the browser for a passkey: only a press begins, and a cancelled ceremony is told calmly.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { CredentialJson, PasskeyOptions } from '../api/types';
import { getPasskey, useCeremony } from '../lib/passkeys';
import { t } from '../strings';
import { Button } from './Button';
import { Form, type Values } from './Form';
import { Refusal } from './LockNotice';
import { Words } from './Words';

interface PasskeyFormProps {
  ask: () => Promise<PasskeyOptions>;
  send: (credential: CredentialJson, values: Values) => Promise<void>;
  /** Differs in a dialog, which may stand above a page with a button of its own. */
  id?: string | undefined;
  look?: string | undefined;
  /** What stands above the button. */
  children?: ComponentChildren;
  /** What stands beside the button. */
  aside?: ComponentChildren;
}

/** What was obtained nowhere, in the form's own live region. */
export const Unused = ({ unused }: { unused: boolean }) => (
  <p class="hint" role="status">
    {unused && <Words>{t.ceremony.unused}</Words>}
  </p>
);

export function PasskeyForm({ ask, send, id = 'passkey', look = '', children, aside }: PasskeyFormProps) {
  const { run, busy, error, lock, unused } = useCeremony((_values: Values) => getPasskey(ask), send);
  useLayoutEffect(() => document.getElementById(id)?.focus({ preventScroll: true }), [id]);
  return (
    <>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        {children}
        <div class="row">
          <Button submit first id={id} icon="key" look={look} busy={busy} waiting={lock > 0}>
            {t.passkeys.use}
          </Button>
          {aside}
        </div>
        <Unused unused={unused} />
      </Form>
    </>
  );
}
