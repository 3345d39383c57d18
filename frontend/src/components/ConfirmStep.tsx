// Owns proving with one code that the app has the secret, before anything is turned on.
import { twofaEnable } from '../api/auth';
import { Button } from './Button';
import { CodeForm } from './CodeForm';

interface ConfirmStepProps {
  onEnabled: (codes: string[]) => void;
  onBack: () => void;
}

export function ConfirmStep({ onEnabled, onBack }: ConfirmStepProps) {
  return (
    <section class="card stack" aria-labelledby="confirm">
      <h2 id="confirm">Confirm that it works</h2>
      <p class="soft">Enter the code that your app shows for Second Lock now.</p>
      <CodeForm
        submitLabel="Turn on"
        label="6-digit code from the app"
        hint="Turning this on signs you out on your other devices."
        send={async (code) => onEnabled((await twofaEnable(code)).backupCodes)}
        aside={
          <Button look="plain" onClick={onBack}>
            Show the QR code again
          </Button>
        }
      />
    </section>
  );
}
