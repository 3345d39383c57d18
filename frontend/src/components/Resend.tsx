// Owns sending the verification mail once more.
import { useState } from 'preact/hooks';
import { resendVerification } from '../api/auth';
import { useAction } from '../lib/action';
import { Button } from './Button';
import { Alert, Status } from './Notice';

export function Resend({ email }: { email: string }) {
  const [sent, setSent] = useState(false);
  const action = useAction(async () => {
    await resendVerification(email);
    setSent(true);
  });
  return (
    <div class="stack resend">
      <Button look="quiet small" busy={action.busy} onClick={() => void action.run()}>
        Send the mail again
      </Button>
      <Status>{sent && <p class="small">Sent. If no mail comes within minutes, look into the spam folder.</p>}</Status>
      <Alert error={action.error} />
    </div>
  );
}
