// Owns confirming an address: opening the link spends nothing (mail scanners open links), the button does.
import { resendVerification, verifyEmail } from '../api/auth';
import { Button } from '../components/Button';
import { Gate } from '../components/Gate';
import { Refusal } from '../components/LockNotice';
import { useLink } from '../lib/link';
import { t } from '../strings';
import { AskMail } from './AskMail';

export function VerifyEmail() {
  const { token, outcome, run, busy, error, lock } = useLink(verifyEmail);
  if (outcome === 'done') {
    return (
      <Gate title={t.verify.doneTitle} icon="done">
        <p class="soft">{t.verify.done}</p>
        <a class="button wide" href="/login">
          {t.common.signIn}
        </a>
      </Gate>
    );
  }
  if (outcome === 'dead' || !token) {
    return (
      <AskMail
        title={token ? t.verify.dead : t.verify.title}
        text={t.verify.ask}
        submitLabel={t.verify.send}
        sent={t.verify.sent}
        send={resendVerification}
      />
    );
  }
  return (
    <Gate title={t.verify.title} icon="mail">
      <p class="soft">{t.verify.text}</p>
      <Refusal error={error} lock={lock} />
      <Button look="wide" busy={busy} waiting={lock > 0} onClick={() => run()}>
        {t.verify.submit}
      </Button>
    </Gate>
  );
}
