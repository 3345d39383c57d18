// Owns turning two-factor authentication off, which takes a code.
import { twofaDisable } from '../api/auth';
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
    <Dialog title="Turn off two-factor authentication?" onClose={onClose}>
      <p class="soft">
        Your password alone will then open the account. Your backup codes stop working, and your other devices are signed out.
      </p>
      <CodeForm
        id="turn-off-code"
        backup
        submitLabel="Turn off"
        look="danger"
        send={send}
        aside={
          <Button look="plain" onClick={onClose}>
            Cancel
          </Button>
        }
      />
    </Dialog>
  );
}
