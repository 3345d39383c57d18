// Owns asking for a code wherever one is asked: field, error, attempts left, lock and the other kind of code.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { refuse, useAction } from '../lib/action';
import { readCode, type CodeKind } from '../lib/code';
import { useLock } from '../lib/countdown';
import { attemptsText } from '../lib/explain';
import { Button } from './Button';
import { CodeField } from './CodeField';
import { Form } from './Form';
import { LockNotice } from './LockNotice';
import { Alert } from './Notice';

interface CodeFormProps {
  send: (code: string) => Promise<void>;
  submitLabel: string;
  /** Differs from `code` in a dialog, which may stand above a page with a code of its own. */
  id?: string;
  /** Offers backup codes too. */
  backup?: boolean;
  label?: string;
  hint?: string;
  look?: string;
  /** Attempts that were left when the form came up. */
  attempts?: number | undefined;
  /** Seconds for which the server was locked already when the form came up. */
  locked?: number | undefined;
  /** What stands between the field and the button. */
  children?: ComponentChildren;
  /** What stands beside the button. */
  aside?: ComponentChildren;
}

const MISSING = { totp: 'Enter all 6 digits.', backup_code: 'Enter all 16 letters and digits of one backup code.' };

export function CodeForm({ send, backup, locked, attempts = 5, ...props }: CodeFormProps) {
  const [kind, setKind] = useState<CodeKind>('totp');
  const action = useAction(async (text: string) => {
    const code = readCode(kind, text);
    await send(code ?? refuse({ code: MISSING[kind] }));
  });
  const lock = useLock(action.error, locked);
  const error = lock === 0 && action.error?.retryAfter ? null : action.error;

  function toggle(): void {
    action.clear();
    setKind(kind === 'totp' ? 'backup_code' : 'totp');
  }

  return (
    <>
      <Alert error={error} unseen={lock > 0} />
      <LockNotice left={lock} error={error} />
      <Form error={error} onSubmit={(values) => lock === 0 && void action.run(values.code ?? '')}>
        <CodeField id={props.id ?? 'code'} kind={kind} error={error} label={props.label} hint={props.hint} />
        {attempts < 5 && !error && <p class="hint">{attemptsText(attempts)}</p>}
        {props.children}
        <div class="row">
          <Button submit busy={action.busy} waiting={lock > 0} look={props.look ?? ''}>
            {props.submitLabel}
          </Button>
          {props.aside}
        </div>
      </Form>
      {backup && (
        <p class="small">
          <button class="link" type="button" onClick={toggle}>
            {kind === 'totp' ? 'Use a backup code' : 'Use authenticator app'}
          </button>
        </p>
      )}
    </>
  );
}
