// Owns showing a change of address that waits for its mailbox: its link is mailed again, or it is cancelled.
import { cancelEmailChange, resendEmailChange } from '../api/auth';
import { ApiError } from '../api/http';
import { useAction } from '../lib/action';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Address } from './Address';
import { Button } from './Button';
import { Alert } from './Notice';
import { Resend } from './Resend';

interface PendingEmailProps {
  address: string;
  /** The change waits no longer. */
  onOver: (told: string) => void;
}

export function PendingEmail({ address, onOver }: PendingEmailProps) {
  const cancel = useAction(async () => {
    await cancelEmailChange();
    onOver(t.profile.pendingOff);
  });
  /** Whether a mail was sent. */
  async function resend(): Promise<boolean> {
    try {
      await resendEmailChange();
      return true;
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.status !== 404) throw reason;
      onOver(t.profile.pendingOver);
      return false;
    }
  }
  return (
    <div class="stack">
      <p>{fill(t.profile.pending, <Address email={address} />)}</p>
      <Resend send={resend} />
      <Button look="quiet small" busy={cancel.busy} onClick={() => void cancel.run()}>
        {t.profile.pendingCancel}
      </Button>
      <Alert error={cancel.error} />
    </div>
  );
}
