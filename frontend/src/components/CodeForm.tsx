// Owns asking for a code wherever one is asked: field, error, attempts left, lock and the other kind of code.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { refuse } from '../lib/action';
import { readCode, type CodeKind } from '../lib/code';
import { config } from '../lib/config';
import { useSubmit } from '../lib/submit';
import { t } from '../strings';
import { Button } from './Button';
import { CodeField } from './CodeField';
import { Form, type Values } from './Form';
import { Refusal } from './LockNotice';
import { Words } from './Words';

interface CodeFormProps {
  send: (code: string, values: Values) => Promise<void>;
  submitLabel: string;
  /** Differs from `code` in a dialog, which may stand above a page with a code of its own. */
  id?: string;
  /** The kinds of code that are taken, the one that is asked for first. */
  kinds?: readonly CodeKind[];
  label?: string;
  hint?: string;
  look?: string;
  /** Attempts that were left when the form came up. */
  attempts?: number | undefined;
  /** Seconds for which the server was locked already when the form came up. */
  locked?: number | undefined;
  /** Takes the focus when it comes up. */
  first?: boolean;
  /** What stands between the field and the button. */
  children?: ComponentChildren;
  /** The time that is left for the code; it makes room for the wait of a lock. */
  time?: ComponentChildren;
  /** What stands beside the button. */
  aside?: ComponentChildren;
}

const APP: readonly CodeKind[] = ['totp'];

export function CodeForm({ send, kinds = APP, locked, attempts, ...props }: CodeFormProps) {
  const [kind, setKind] = useState<CodeKind>(kinds[0] ?? 'totp');
  const { run, busy, error, lock, clear } = useSubmit(async (values: Values) => {
    const code = readCode(kind, values.code ?? '');
    await send(code ?? refuse({ code: kind === 'totp' ? t.check.totp : t.check.backup }), values);
  }, locked);

  function toggle(): void {
    clear();
    setKind(kind === 'totp' ? 'backup_code' : 'totp');
  }

  return (
    <>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        <CodeField id={props.id ?? 'code'} kind={kind} error={error} label={props.label} hint={props.hint} first={props.first} />
        {attempts !== undefined && attempts < config.limits.halfLoginAttempts && !error && <p class="hint">{t.errors.attempts(attempts)}</p>}
        {lock === 0 && props.time}
        {props.children}
        <div class="row">
          <Button submit busy={busy} waiting={lock > 0} look={props.look ?? ''}>
            {props.submitLabel}
          </Button>
          {props.aside}
        </div>
      </Form>
      {kinds.length > 1 && (
        <p class="small">
          <button class="link" type="button" onClick={toggle}>
            <Words>{kind === 'totp' ? t.code.toBackup : t.code.toApp}</Words>
          </button>
        </p>
      )}
    </>
  );
}
