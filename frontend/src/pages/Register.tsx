// Owns creating an account, up to the request to look into one's mail; under a shut door it says whom to ask.
import { useState } from 'preact/hooks';
import { register, resendVerification } from '../api/auth';
import { AccountForm, accountOf } from '../components/AccountForm';
import type { Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { saysWhomToAsk } from '../components/LockNotice';
import { Outcome } from '../components/Outcome';
import { config } from '../lib/config';
import { domainsText, doorOf, opensFor } from '../lib/door';
import { withNext } from '../lib/next';
import { useSubmit } from '../lib/submit';
import { span } from '../lib/time';
import { keepWanted, useWanted } from '../lib/wanted';
import { add, t } from '../strings';
import { door } from '../strings/en/door';
import { fill } from '../strings/fill';
import { MailSent } from './MailSent';

add({ door });

function Shut({ why }: { why: 'invited' | 'closed' }) {
  const wanted = useWanted();
  return (
    <Outcome title={t.door[`${why}Title`]} icon="lock" tone="warn" href={withNext('/login', wanted)} go={t.common.signIn} help>
      {t.door[why]}
    </Outcome>
  );
}

const elsewhere = (email: string) => (opensFor(email) ? '' : t.door.elsewhere(domainsText()));

function Ajar({ limited }: { limited: boolean }) {
  const wanted = useWanted();
  const [sentTo, setSentTo] = useState('');
  const form = useSubmit(async (values: Values) => {
    const account = accountOf(values, elsewhere);
    await register(account);
    keepWanted(wanted);
    setSentTo(account.email);
  });
  if (sentTo) return <MailSent email={sentTo} text={t.register.sent(span(config.limits.verifyEmailSeconds))} send={resendVerification} onRestart={() => setSentTo('')} />;
  return (
    <Gate title={t.register.title} footer={fill(t.register.have, <a href={withNext('/login', wanted)}>{t.common.signIn}</a>)} help={limited && !saysWhomToAsk(form.error, form.lock)}>
      <AccountForm {...form} act={t.register.submit} {...(limited && { emailHint: t.door.domains(domainsText()) })} />
    </Gate>
  );
}

export function Register() {
  const state = doorOf();
  return state === 'invited' || state === 'closed' ? <Shut why={state} /> : <Ajar limited={state === 'domains'} />;
}
