// Owns stopping a recovery by a mailed link; opening it changes nothing, the button does.
import { stopRecovery } from '../api/recovery';
import { OnePress } from '../components/OnePress';
import { Outcome } from '../components/Outcome';
import { useLink } from '../lib/link';
import { add, t } from '../strings';
import { recovery } from '../strings/en/recovery';

add({ recovery });

const PASSWORD = '/forgot-password';

export function StopRecovery() {
  const { token, outcome, ...link } = useLink(stopRecovery);
  if (outcome === 'done') {
    return (
      <Outcome title={t.recovery.stoppedTitle} icon="done" href={PASSWORD} go={t.recovery.change}>
        {t.recovery.stopped}
      </Outcome>
    );
  }
  if (outcome === 'dead' || !token) {
    return (
      <Outcome title={t.verify.dead} icon="clock" tone="warn" href={PASSWORD} go={t.recovery.change} help>
        {t.recovery.stopDead}
      </Outcome>
    );
  }
  return (
    <OnePress {...link} title={t.recovery.stopTitle} icon="lock" tone="warn" act={t.recovery.stopTitle}>
      <p>{t.recovery.stopText}</p>
    </OnePress>
  );
}
