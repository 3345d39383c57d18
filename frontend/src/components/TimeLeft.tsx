// Owns the time that is left to finish signing in, and the way to more of it (WCAG 2.2.1).
import { useState } from 'preact/hooks';
import { extend } from '../api/auth';
import { useAction } from '../lib/action';
import { clock } from '../lib/time';
import { t } from '../strings';
import { Button } from './Button';
import { Alert } from './Notice';

interface TimeLeftProps {
  left: number;
  onExtended: (seconds: number) => void;
}

export function TimeLeft({ left, onExtended }: TimeLeftProps) {
  const [spent, setSpent] = useState(false);
  const action = useAction(async () => {
    try {
      onExtended((await extend()).expiresIn);
      document.getElementById('code')?.focus();
    } catch (error) {
      setSpent(true);
      throw error;
    }
  });
  const soon = left > 0 && left <= 60;
  return (
    <div class="time-left stack">
      <div class="row spread">
        <p class="hint digits" role="timer" aria-live="off">
          {t.twoFactor.left(clock(left))}
        </p>
        {soon && !spent && (
          <Button look="quiet small" busy={action.busy} onClick={() => void action.run()}>
            {t.twoFactor.moreTime}
          </Button>
        )}
      </div>
      <p class="visually-hidden" role="status">
        {soon && t.twoFactor.soon}
      </p>
      <Alert error={action.error} />
    </div>
  );
}
