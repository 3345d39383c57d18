// Owns a mailed link of which nothing is known yet: the answer is on its way, or did not come.
import type { Submitting } from '../lib/submit';
import { t } from '../strings';
import { Gate } from './Gate';
import { Refusal } from './LockNotice';
import { TryAgain } from './TryAgain';

interface LookingProps extends Pick<Submitting, 'busy' | 'error' | 'lock'> {
  title: string;
  look: () => void;
}

export function Looking({ title, busy, error, lock, look }: LookingProps) {
  return (
    <Gate title={title} icon="mail">
      <Refusal error={error} lock={lock} />
      {error || lock > 0 ? <TryAgain wide busy={busy} waiting={lock > 0} retry={look} /> : <p class="soft">{t.common.loading}</p>}
    </Gate>
  );
}
