// Owns sending a mail once more.
import { useState } from 'preact/hooks';
import { useAction } from '../lib/action';
import { t } from '../strings';
import { Button } from './Button';
import { Alert, Status } from './Notice';

export function Resend({ send }: { send: () => Promise<unknown> }) {
  const [sent, setSent] = useState(false);
  const action = useAction(async () => {
    await send();
    setSent(true);
  });
  return (
    <div class="stack resend">
      <Button look="quiet small" icon="mail" busy={action.busy} onClick={() => void action.run()}>
        {t.mail.resend}
      </Button>
      <Status>{sent && t.mail.resent}</Status>
      <Alert error={action.error} />
    </div>
  );
}
