// Owns taking an account back to its former address by a mailed link; opening it changes nothing, the button does.
import { undoEmail } from '../api/auth';
import { OnePress } from '../components/OnePress';
import { Outcome } from '../components/Outcome';
import { useLink } from '../lib/link';
import { useSession } from '../lib/session';
import { add, t } from '../strings';
import { undoEmail as words } from '../strings/en/undoEmail';

add({ undoEmail: words });

export function UndoEmail() {
  const { load } = useSession();
  const { token, outcome, ...link } = useLink(async (given) => {
    await undoEmail(given);
    await load();
  });
  if (outcome === 'done') {
    return (
      <Outcome title={t.undoEmail.doneTitle} icon="mail">
        {t.undoEmail.done}
      </Outcome>
    );
  }
  if (outcome === 'dead' || !token) {
    return (
      <Outcome title={t.verify.dead} icon="clock" tone="warn" help>
        {t.undoEmail.dead}
      </Outcome>
    );
  }
  return (
    <OnePress {...link} title={t.undoEmail.title} icon="lock" tone="warn" act={t.undoEmail.title}>
      <p>{t.undoEmail.text}</p>
    </OnePress>
  );
}
