// Owns asking for a mail with a link; the answer is the same whether the address has an account or not.
import { useState } from 'preact/hooks';
import { Button } from '../components/Button';
import { Field } from '../components/Field';
import { Form, type Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Refusal } from '../components/LockNotice';
import { refuse } from '../lib/action';
import { withNext } from '../lib/next';
import { useSubmit } from '../lib/submit';
import { keepWanted, useWanted } from '../lib/wanted';
import { t } from '../strings';
import { MailSent } from './MailSent';

interface AskMailProps {
  title: string;
  text: string;
  submitLabel: string;
  /** What is said once it was sent; `{}` is the address. */
  sent: string;
  send: (email: string) => Promise<unknown>;
}

export function AskMail({ title, text, submitLabel, sent, send }: AskMailProps) {
  const wanted = useWanted();
  const [sentTo, setSentTo] = useState('');
  const { run, busy, error, lock } = useSubmit(async ({ email = '' }: Values) => {
    const address = email.includes('@') ? email.trim() : refuse({ email: t.check.accountEmail });
    await send(address);
    keepWanted(wanted);
    setSentTo(address);
  });
  if (sentTo) return <MailSent email={sentTo} text={sent} send={send} onRestart={() => setSentTo('')} />;
  return (
    <Gate title={title} footer={<a href={withNext('/login', wanted)}>{t.forgot.back}</a>}>
      <p class="soft">{text}</p>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        <Field id="email" name="email" type="email" label={t.common.email} autoComplete="username" first error={error?.fields.email?.[0]} />
        <Button submit look="wide" busy={busy} waiting={lock > 0}>
          {submitLabel}
        </Button>
      </Form>
    </Gate>
  );
}
