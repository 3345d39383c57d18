// Owns taking an account back to its former address by a mailed link; opening it changes nothing, the button does.
import { undoEmail } from '../api/auth';
import { Button } from '../components/Button';
import { Gate } from '../components/Gate';
import { Refusal } from '../components/LockNotice';
import { Support } from '../components/Support';
import { useLink } from '../lib/link';
import { useSession } from '../lib/session';
import { t } from '../strings';

export function UndoEmail() {
  const { load } = useSession();
  const { token, outcome, run, busy, error, lock } = useLink(async (given) => {
    await undoEmail(given);
    await load();
  });
  if (outcome === 'done') {
    return (
      <Gate title={t.undoEmail.doneTitle} icon="mail">
        <p class="soft">{t.undoEmail.done}</p>
      </Gate>
    );
  }
  if (outcome === 'dead' || !token) {
    return (
      <Gate title={t.verify.dead} icon="clock" tone="warn">
        <p class="soft">{t.undoEmail.dead}</p>
        <Support />
      </Gate>
    );
  }
  return (
    <Gate title={t.undoEmail.title} icon="lock" tone="warn">
      <p class="soft">{t.undoEmail.text}</p>
      <Refusal error={error} lock={lock} />
      <Button look="wide" busy={busy} waiting={lock > 0} onClick={() => run()}>
        {t.undoEmail.title}
      </Button>
    </Gate>
  );
}
