// Owns the page for a browser that keeps no sign-in, where another try would only come back here.
import { Gate } from '../components/Gate';
import { t } from '../strings';

export function NotKept() {
  return (
    <Gate title={t.goOn.notKeptTitle} icon="lock" tone="warn">
      <p class="soft">{t.errors.notKeptHelp}</p>
      <a class="button wide" href="/login">
        {t.common.signIn}
      </a>
    </Gate>
  );
}
