// Owns asking a signed-in person for the password again.
import type { ComponentChildren } from 'preact';
import { refuse, useAction } from '../lib/action';
import { useLock } from '../lib/countdown';
import { useSession } from '../lib/session';
import { Button } from './Button';
import { PasswordField } from './Field';
import { Form } from './Form';
import { LockNotice } from './LockNotice';
import { Alert } from './Notice';

interface PasswordFormProps {
  send: (password: string) => Promise<void>;
  submitLabel: string;
  aside?: ComponentChildren;
}

/** Password managers look for the account's name beside a password. */
function Username() {
  const { state } = useSession();
  if (state.status !== 'signed-in') return null;
  return <input class="visually-hidden" type="text" autoComplete="username" value={state.user.email} readOnly tabIndex={-1} aria-hidden="true" />;
}

export function PasswordForm({ send, submitLabel, aside }: PasswordFormProps) {
  const action = useAction((password: string) => send(password || refuse({ password: 'Enter your password.' })));
  const lock = useLock(action.error);
  const error = lock === 0 && action.error?.retryAfter ? null : action.error;
  return (
    <>
      <Alert error={error} unseen={lock > 0} />
      <LockNotice left={lock} error={error} />
      <Form error={error} onSubmit={(values) => lock === 0 && void action.run(values.password ?? '')}>
        <Username />
        <PasswordField
          id="current-password"
          name="password"
          label="Password"
          autoComplete="current-password"
          first
          error={error?.fields.password?.[0]}
          wrong={error?.code === 'invalid_password'}
        />
        <div class="row">
          <Button submit busy={action.busy} waiting={lock > 0}>
            {submitLabel}
          </Button>
          {aside}
        </div>
      </Form>
    </>
  );
}
