// Owns creating an account, up to the request to look into one's mail.
import { useState } from 'preact/hooks';
import { register, resendVerification } from '../api/auth';
import type { Registration } from '../api/types';
import { Button } from '../components/Button';
import { Field } from '../components/Field';
import { Form, type Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Refusal } from '../components/LockNotice';
import { NewPassword } from '../components/NewPassword';
import { refuse } from '../lib/action';
import { config } from '../lib/config';
import { withNext } from '../lib/next';
import { useSubmit } from '../lib/submit';
import { span } from '../lib/time';
import { keepWanted, useWanted } from '../lib/wanted';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { MailSent } from './MailSent';

function check({ name, email, password }: Values): Registration {
  const missing: Record<string, string> = {};
  if (!email?.includes('@')) missing.email = t.check.newEmail;
  if (!password) missing.password = t.check.newPassword;
  if (!email?.includes('@') || !password) return refuse(missing);
  const account = { email: email.trim(), password };
  return name?.trim() ? { ...account, name: name.trim() } : account;
}

export function Register() {
  const wanted = useWanted();
  const [sentTo, setSentTo] = useState('');
  const [about, setAbout] = useState({ name: '', email: '' });
  const { run, busy, error, lock } = useSubmit(async (values: Values) => {
    const account = check(values);
    await register(account);
    keepWanted(wanted);
    setSentTo(account.email);
  });
  if (sentTo) return <MailSent email={sentTo} text={t.register.sent(span(config.limits.verifyEmailSeconds))} send={resendVerification} onRestart={() => setSentTo('')} />;
  return (
    <Gate title={t.register.title} footer={fill(t.register.have, <a href={withNext('/login', wanted)}>{t.common.signIn}</a>)}>
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
        <Field
          id="email"
          name="email"
          type="email"
          label={t.common.email}
          autoComplete="username"
          first
          onValue={(email) => setAbout({ ...about, email })}
          error={error?.fields.email?.[0]}
        />
        <NewPassword name="password" label={t.common.password} about={[about.email, about.name]} error={error?.fields.password?.[0]} />
        <Button submit look="wide" busy={busy} waiting={lock > 0}>
          {t.register.submit}
        </Button>
      </Form>
    </Gate>
  );
}
