// Owns turning two-factor authentication off, which takes a code.
import { twofaDisable } from '../api/auth';
import { t } from '../strings';
import { Button } from './Button';
import { CodeForm } from './CodeForm';
import { Dialog } from './Dialog';

interface TurnOffProps {
  onClose: () => void;
  onDone: () => Promise<void>;
}

export function TurnOff({ onClose, onDone }: TurnOffProps) {
  async function send(code: string): Promise<void> {
    await twofaDisable(code);
    await onDone();
  }
  return (
    <Dialog title={t.second.offTitle} onClose={onClose}>
      <p class="soft">{t.second.offWarning}</p>
      <CodeForm
        id="turn-off-code"
        backup
        submitLabel={t.second.turnOff}
        look="danger"
        send={send}
        aside={
          <Button look="plain" onClick={onClose}>
            {t.common.cancel}
          </Button>
        }
      />
    </Dialog>
  );
}
