// Owns signing in with email and password.
import { useLocation } from 'preact-iso';
import { login } from '../api/auth';
import { Button } from '../components/Button';
import { Field, PasswordField } from '../components/Field';
import { Form, type Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { LockNotice } from '../components/LockNotice';
import { Alert, Notice } from '../components/Notice';
import { Resend } from '../components/Resend';
import { refuse, useAction } from '../lib/action';
import { useLock } from '../lib/countdown';
import { withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { useState } from 'preact/hooks';

function check({ email, password }: Values): { email: string; password: string } {
  const missing: Record<string, string> = {};
  if (!email?.trim()) missing.email = 'Enter your email address.';
  if (!password) missing.password = 'Enter your password.';
  if (!email?.trim() || !password) return refuse(missing);
  return { email: email.trim(), password };
}

function useLogin() {
  const { signIn, begin } = useSession();
  const { query, route } = useLocation();
  const [email, setEmail] = useState('');
  const action = useAction(async (values: Values) => {
    const given = check(values);
    setEmail(given.email);
    const answer = await login(given.email, given.password);
    if (!answer.requires2FA) return signIn(answer.user, answer.requires2FASetup);
    begin({ ...answer, email: given.email });
    route(withNext('/two-factor', query.next));
  });
  return { ...action, email };
}

function Expired() {
  return (
    <Notice tone="warn">
      <p>Your sign-in timed out. Sign in again.</p>
    </Notice>
  );
}

export function Login() {
  const { query } = useLocation();
  const { run, busy, error: refused, email } = useLogin();
  const lock = useLock(refused);
  const error = lock === 0 && refused?.retryAfter ? null : refused;
  return (
    <Gate
      title="Sign in"
      trust
      footer={
        <>
          New here? <a href="/register">Create an account</a>
        </>
      }
    >
      {'expired' in query && !error && <Expired />}
      <Alert error={error} unseen={lock > 0}>
        {error?.code === 'email_unverified' && <Resend email={email} />}
      </Alert>
      <LockNotice left={lock} error={error} />
      <Form error={error} onSubmit={(values) => lock === 0 && void run(values)}>
        <Field
          id="email"
          name="email"
          type="email"
          label="Email"
          autoComplete="username webauthn"
          first
          error={error?.fields.email?.[0]}
        />
        <PasswordField
          id="current-password"
          name="password"
          label="Password"
          autoComplete="current-password"
          error={error?.fields.password?.[0]}
        />
        <Button submit look="wide" busy={busy} waiting={lock > 0}>
          Sign in
        </Button>
      </Form>
    </Gate>
  );
}
