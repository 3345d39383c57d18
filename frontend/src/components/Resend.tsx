// Owns sending a mail once more.
import { useAction } from '../lib/action';
import { useTold } from '../lib/told';
import { t } from '../strings';
import { Button } from './Button';
import { Alert, Status } from './Notice';

/** Where `send` answers false, nothing was mailed, and whoever gave it says why. */
export function Resend({ send }: { send: () => Promise<unknown> }) {
  const [told, setTold] = useTold();
  const action = useAction(async () => {
    if ((await send()) !== false) setTold(t.mail.resent);
  });
  return (
    <div class="stack resend">
      <Button look="quiet small" icon="mail" busy={action.busy} onClick={() => void action.run()}>
        {t.mail.resend}
      </Button>
      <Status>{told}</Status>
      <Alert error={action.error} />
    </div>
  );
}
