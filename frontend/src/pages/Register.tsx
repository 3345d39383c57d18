// Owns creating an account, up to the request to look into one's mail.
import { useState } from 'preact/hooks';
import { register } from '../api/auth';
import type { Registration } from '../api/types';
import { Button } from '../components/Button';
import { Field, PasswordField } from '../components/Field';
import { Form, type Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Alert } from '../components/Notice';
import { refuse, useAction } from '../lib/action';
import { CheckMail } from './CheckMail';

function check({ name, email, password }: Values): Registration {
  const missing: Record<string, string> = {};
  if (!email?.includes('@')) missing.email = 'Enter an email address, like name@example.com.';
  if (!password) missing.password = 'Choose a password.';
  if (!email?.includes('@') || !password) return refuse(missing);
  const account = { email: email.trim(), password };
  return name?.trim() ? { ...account, name: name.trim() } : account;
}

const footer = (
  <>
    Have an account? <a href="/login">Sign in</a>
  </>
);

export function Register() {
  const [sentTo, setSentTo] = useState('');
  const { run, busy, error } = useAction(async (values: Values) => {
    const account = check(values);
    await register(account);
    setSentTo(account.email);
  });
  if (sentTo) return <CheckMail email={sentTo} onRestart={() => setSentTo('')} />;
  return (
    <Gate title="Create an account" footer={footer}>
      <Alert error={error} />
      <Form error={error} onSubmit={(values) => void run(values)}>
        <Field
          id="name"
          name="name"
          label="Name (optional)"
          autoComplete="name"
          optional
          error={error?.fields.name?.[0]}
        />
        <Field
          id="email"
          name="email"
          type="email"
          label="Email"
          autoComplete="username"
          first
          error={error?.fields.email?.[0]}
        />
        <PasswordField
          id="new-password"
          name="password"
          label="Password"
          autoComplete="new-password"
          hint="At least 12 characters. A few words in a row are easy to keep in mind."
          error={error?.fields.password?.[0]}
        />
        <Button submit look="wide" busy={busy}>
          Create account
        </Button>
      </Form>
    </Gate>
  );
}
