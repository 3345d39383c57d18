// Owns confirming a new address by a mailed link; opening it changes nothing, the button does.
import { confirmEmail } from '../api/auth';
import { Button } from '../components/Button';
import { Gate } from '../components/Gate';
import { Refusal } from '../components/LockNotice';
import { useLink } from '../lib/link';
import { useSession } from '../lib/session';
import { t } from '../strings';

export function ConfirmEmail() {
  const { load } = useSession();
  const { token, outcome, run, busy, error, lock } = useLink(async (given) => {
    await confirmEmail(given);
    await load();
  });
  if (outcome === 'done') {
    return (
      <Gate title={t.confirmEmail.doneTitle} icon="done">
        <p class="soft">{t.confirmEmail.done}</p>
        <a class="button wide" href="/">
          {t.confirmEmail.goOn}
        </a>
      </Gate>
    );
  }
  if (outcome === 'dead' || !token) {
    return (
      <Gate title={t.verify.dead} icon="clock" tone="warn">
        <p class="soft">{t.confirmEmail.dead}</p>
        <a class="button wide" href="/profile">
          {t.confirmEmail.toProfile}
        </a>
      </Gate>
    );
  }
  return (
    <Gate title={t.confirmEmail.title} icon="mail">
      <p class="soft">{t.confirmEmail.text}</p>
      <Refusal error={error} lock={lock} />
      <Button look="wide" busy={busy} waiting={lock > 0} onClick={() => run()}>
        {t.confirmEmail.title}
      </Button>
    </Gate>
  );
}
