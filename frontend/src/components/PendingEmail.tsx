// Owns showing a change of address that waits for its mailbox: its link is mailed again, or it is cancelled.
import { cancelEmailChange, me, resendEmailChange } from '../api/auth';
import { useAction } from '../lib/action';
import { useLoaded } from '../lib/load';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Alert } from './Notice';
import { Resend } from './Resend';

export function PendingEmail({ onCancelled }: { onCancelled: () => void }) {
  const { value } = useLoaded(me);
  const cancel = useAction(async () => {
    await cancelEmailChange();
    onCancelled();
  });
  if (!value?.pendingEmail) return null;
  return (
    <div class="stack">
      <p>{fill(t.profile.pending, <strong class="address">{value.pendingEmail}</strong>)}</p>
      <Resend send={resendEmailChange} />
      <Button look="quiet small" busy={cancel.busy} onClick={() => void cancel.run()}>
        {t.profile.pendingCancel}
      </Button>
      <Alert error={cancel.error} />
    </div>
  );
}
