// Owns choosing a new password by a mailed link; it signs nobody in, and leaves the second factor as it is.
import { useState } from 'preact/hooks';
import { resetPassword } from '../api/auth';
import { Button } from '../components/Button';
import { Form, type Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Refusal } from '../components/LockNotice';
import { NewPassword } from '../components/NewPassword';
import { Outcome } from '../components/Outcome';
import { refuse } from '../lib/action';
import { useLink } from '../lib/link';
import { withNext } from '../lib/next';
import { takeWanted } from '../lib/wanted';
import { t } from '../strings';
import { Forgot } from './Forgot';

function Done() {
  const [wanted] = useState(() => takeWanted());
  return (
    <Outcome title={t.reset.doneTitle} icon="done" href={withNext('/login', wanted)} go={t.common.signIn}>
      {t.reset.done}
    </Outcome>
  );
}

export function Reset() {
  const { token, outcome, run, busy, error, lock } = useLink((given, { password }: Values) =>
    resetPassword(given, password || refuse({ password: t.check.newPassword })),
  );
  if (outcome === 'done') return <Done />;
  if (outcome === 'dead') return <Forgot dead />;
  if (!token) return <Forgot />;
  return (
    <Gate title={t.reset.title} trust>
      <p class="soft">{t.reset.text}</p>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        <NewPassword name="password" about={[]} first error={error?.fields.password?.[0]} />
        <Button submit look="wide" busy={busy} waiting={lock > 0}>
          {t.reset.submit}
        </Button>
      </Form>
    </Gate>
  );
}
