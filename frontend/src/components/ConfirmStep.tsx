// Owns proving with one code that the app has the secret, before anything is turned on.
import { twofaEnable } from '../api/auth';
import { config } from '../lib/config';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { CodeForm } from './CodeForm';

interface ConfirmStepProps {
  replace: boolean;
  onEnabled: (codes: string[]) => void;
  onBack: () => void;
}

export function ConfirmStep({ replace, onEnabled, onBack }: ConfirmStepProps) {
  return (
    <section class="card stack" aria-labelledby="confirm">
      <h2 id="confirm">{t.setup.confirmTitle}</h2>
      <p class="soft">{fill(t.setup.confirmText, <strong>{config.appName}</strong>)}</p>
      <CodeForm
        submitLabel={replace ? t.setup.replace : t.setup.turnOn}
        label={t.setup.confirmLabel}
        hint={t.setup.confirmHint}
        send={async (code) => onEnabled((await twofaEnable(code)).backupCodes)}
        aside={
          <Button look="plain" onClick={onBack}>
            {t.setup.qrAgain}
          </Button>
        }
      />
    </section>
  );
}
