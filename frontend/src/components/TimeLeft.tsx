// Owns the time that is left for a code, and the way to more of it (WCAG 2.2.1).
import { useState } from 'preact/hooks';
import { ApiError } from '../api/http';
import { useAction } from '../lib/action';
import { clock } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Alert } from './Notice';

interface TimeLeftProps {
  left: number;
  words: { left: string; soon: string };
  /** Gets the full time again. */
  onMore: () => Promise<void>;
}

export function TimeLeft({ left, words, onMore }: TimeLeftProps) {
  const [spent, setSpent] = useState(false);
  const action = useAction(async () => {
    try {
      await onMore();
      (document.getElementById('code') ?? document.getElementById('passkey'))?.focus();
    } catch (error) {
      setSpent(error instanceof ApiError && error.code === 'extend_limit');
      throw error;
    }
  });
  const soon = left > 0 && left <= 60;
  return (
    <div class="time-left stack">
      <div class="row spread">
        <p class="hint digits" role="timer" aria-live="off">
          {fill(words.left, <span translate={false}>{clock(left)}</span>)}
        </p>
        {soon && !spent && (
          <Button look="quiet small" busy={action.busy} onClick={() => void action.run()}>
            {t.common.moreTime}
          </Button>
        )}
      </div>
      <p class="visually-hidden" role="status">
        {soon && <span>{words.soon}</span>}
      </p>
      <Alert error={action.error} />
    </div>
  );
}
