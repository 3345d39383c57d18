// Owns asking a signed-in person for the password again.
import type { ComponentChildren } from 'preact';
import { refuse } from '../lib/action';
import { useSubmit } from '../lib/submit';
import { t } from '../strings';
import { Button } from './Button';
import { CurrentPassword } from './CurrentPassword';
import { Form, type Values } from './Form';
import { Refusal } from './LockNotice';

interface PasswordFormProps {
  send: (password: string) => Promise<void>;
  submitLabel: string;
  aside?: ComponentChildren;
}

export function PasswordForm({ send, submitLabel, aside }: PasswordFormProps) {
  const { run, busy, error, lock } = useSubmit(({ password }: Values) => send(password || refuse({ password: t.check.password })));
  return (
    <>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        <CurrentPassword error={error} first />
        <div class="row">
          <Button submit busy={busy} waiting={lock > 0}>
            {submitLabel}
          </Button>
          {aside}
        </div>
      </Form>
    </>
  );
}
