// Owns the page of a new password, after something that was not the owner: what has been done, and what comes next.
import { useState } from 'preact/hooks';
import type { User } from '../api/types';
import { Button } from '../components/Button';
import { PasswordFields, sendPasswords } from '../components/ChangePassword';
import { Form, type Values } from '../components/Form';
import { Refusal } from '../components/LockNotice';
import { Status } from '../components/Notice';
import { Shell } from '../components/Shell';
import { focusHeading } from '../components/Title';
import { useOnce } from '../lib/effect';
import { useSession } from '../lib/session';
import { useSubmit } from '../lib/submit';
import { hear } from '../lib/hand';
import { add, t } from '../strings';
import { history } from '../strings/en/history';

add(history);

function Choose({ user, onDone }: { user: User; onDone: () => void }) {
  const { run, busy, error, lock } = useSubmit(async (values: Values) => {
    await sendPasswords(values);
    onDone();
  });
  return (
    <section class="card stack">
      <p class="soft">{t.notMe.next}</p>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        <PasswordFields user={user} error={error} />
        <Button submit busy={busy} waiting={lock > 0}>
          {t.profile.changePassword}
        </Button>
      </Form>
    </section>
  );
}

export function Password() {
  const { state } = useSession();
  const [told, setTold] = useState('');
  const [done, setDone] = useState(false);
  // Only once the live region stands is it heard.
  useOnce(() => setTold(hear()));
  function finish(): void {
    setTold(t.profile.passwordChanged);
    setDone(true);
    focusHeading();
  }
  return (
    <Shell title={t.profile.changePassword}>
      <Status>{told}</Status>
      {state.status === 'signed-in' && !done && <Choose user={state.user} onDone={finish} />}
      {done && (
        <div class="row">
          <a class="button" href="/profile">
            {t.notMe.profile}
          </a>
          <a class="button quiet" href="/activity">
            {t.notMe.activity}
          </a>
        </div>
      )}
    </Shell>
  );
}
