// Owns sending a mail once more.
import { useAction } from '../lib/action';
import { useTold } from '../lib/told';
import { t } from '../strings';
import { Button } from './Button';
import { Alert, Status } from './Notice';

export function Resend({ send }: { send: () => Promise<unknown> }) {
  const [told, setTold] = useTold();
  const action = useAction(async () => {
    await send();
    setTold(t.mail.resent);
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
