// Owns finishing a recovery by a mailed link and the password; what follows is the set-up of a second factor.
import { useLocation } from 'preact-iso';
import { me } from '../api/auth';
import { ApiError } from '../api/http';
import { finishRecovery } from '../api/recovery';
import { Button } from '../components/Button';
import { PasswordField } from '../components/Field';
import { Form, type Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Refusal } from '../components/LockNotice';
import { Outcome } from '../components/Outcome';
import { refuse } from '../lib/action';
import { assertKept } from '../lib/cookies';
import { useLink } from '../lib/link';
import { mustEnrol, useSession } from '../lib/session';
import { HOME, SETUP } from '../lib/next';
import { add, t } from '../strings';
import { recovery } from '../strings/en/recovery';

add({ recovery });

function useFinish() {
  const { signIn } = useSession();
  const { route } = useLocation();
  return useLink(async (token, { password }: Values) => {
    const answer = await finishRecovery(token, password || refuse({ password: t.check.password }));
    await assertKept(me);
    signIn(answer);
    route(mustEnrol(answer) ? SETUP : HOME, true);
  });
}

/** The last wrong password voids the link. */
const isSpent = (error: ApiError | null) => error?.code === 'invalid_password' && error.attemptsLeft === 0;

export function FinishRecovery() {
  const { token, outcome, run, busy, error, lock } = useFinish();
  if (outcome === 'dead' || !token || isSpent(error)) {
    return (
      <Outcome title={t.verify.dead} icon="clock" tone="warn" href="/login" go={t.common.signIn} help>
        {t.recovery.finishDead}
      </Outcome>
    );
  }
  return (
    <Gate title={t.recovery.finishTitle} trust>
      <p class="soft">{t.recovery.finishText}</p>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        <PasswordField
          id="current-password"
          name="password"
          label={t.common.password}
          autoComplete="current-password"
          first
          wrong={error?.code === 'invalid_password'}
          error={error?.fields.password?.[0]}
        />
        <Button submit look="wide" busy={busy} waiting={lock > 0}>
          {t.recovery.finishTitle}
        </Button>
      </Form>
    </Gate>
  );
}
