// Owns the form of a new account: name, address and password.
import { useState } from 'preact/hooks';
import type { Registration } from '../api/types';
import { refuse } from '../lib/action';
import type { Submitting } from '../lib/submit';
import { t } from '../strings';
import { Button } from './Button';
import { Field } from './Field';
import { Form, type Values } from './Form';
import { Refusal } from './LockNotice';
import { NewPassword } from './NewPassword';

/** Refuses what is missing; `elsewhere` says of an address why it may not register. */
export function accountOf({ name, email, password }: Values, elsewhere: (email: string) => string = () => ''): Registration {
  const missing: Record<string, string> = {};
  const wrong = email?.includes('@') ? elsewhere(email) : t.check.newEmail;
  if (wrong) missing.email = wrong;
  if (!password) missing.password = t.check.newPassword;
  if (wrong || !email || !password) return refuse(missing);
  const account = { email: email.trim(), password };
  return name?.trim() ? { ...account, name: name.trim() } : account;
}

interface AccountFormProps extends Pick<Submitting, 'busy' | 'error' | 'lock'> {
  act: string;
  run: (values: Values) => void;
  /** Whose account it becomes, where that is settled. */
  fixed?: string | undefined;
  emailHint?: string;
}

export function AccountForm({ act, run, fixed, emailHint = '', busy, error, lock }: AccountFormProps) {
  const [about, setAbout] = useState({ name: '', email: fixed ?? '' });
  return (
    <>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        <Field
          id="name"
          name="name"
          label={t.common.nameOptional}
          autoComplete="name"
          optional
          onValue={(name) => setAbout({ ...about, name })}
          error={error?.fields.name?.[0]}
        />
        {fixed ? (
          <input class="visually-hidden" type="text" name="email" autoComplete="username" value={fixed} readOnly tabIndex={-1} aria-hidden="true" />
        ) : (
          <Field
            id="email"
            name="email"
            type="email"
            label={t.common.email}
            autoComplete="username"
            first
            hint={error?.fields.email ? '' : emailHint}
            onValue={(email) => setAbout({ ...about, email })}
            error={error?.fields.email?.[0]}
          />
        )}
        <NewPassword
          name="password"
          label={t.common.password}
          first={Boolean(fixed)}
          about={[about.email, about.name]}
          error={error?.fields.password?.[0]}
        />
        <Button submit look="wide" busy={busy} waiting={lock > 0}>
          {act}
        </Button>
      </Form>
    </>
  );
}
