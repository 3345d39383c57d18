// Owns turning two-factor authentication off, which takes a code.
import { twofaDisable } from '../api/auth';
import { t } from '../strings';
import { CodeForm } from './CodeForm';
import { Question } from './FormDialog';

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
    <Question
      title={t.second.offTitle}
      text={t.second.offWarning}
      onClose={onClose}
      renderForm={(cancel) => (
        <CodeForm id="turn-off-code" backup submitLabel={t.second.turnOff} look="danger" send={send} aside={cancel} />
      )}
    />
  );
}
