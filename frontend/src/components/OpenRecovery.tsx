// Owns the warning above each page inside while a recovery of the account is open, and the one button that stops it.
import { useState } from 'preact/hooks';
import { stopOwnRecovery } from '../api/recovery';
import { useAction } from '../lib/action';
import { secondsUntil } from '../lib/countdown';
import { deadline } from '../lib/time';
import { add, t } from '../strings';
import { recovery } from '../strings/en/recovery';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Alert, Notice, Status } from './Notice';

add({ recovery });

/** The one that was stopped here, as far as the next page may not know yet. */
let stopped = '';

export function OpenRecovery({ readyAt }: { readyAt: string }) {
  const [wasStopped] = useState(stopped === readyAt);
  const [isStopped, setStopped] = useState(false);
  const stop = useAction(async () => {
    await stopOwnRecovery();
    stopped = readyAt;
    setStopped(true);
  });
  if (wasStopped) return null;
  const text = secondsUntil(Date.parse(readyAt)) > 0 ? t.recovery.bannerWaits : t.recovery.bannerReady;
  const date = (
    <strong>
      <time dateTime={readyAt}>{deadline(readyAt)}</time>
    </strong>
  );
  return (
    <>
      {!isStopped && (
        <Notice tone="warn">
          <div class="stack">
            <p>
              {fill(text, date)} {t.recovery.notMe}
            </p>
            <Alert error={stop.error} />
            <Button look="small" busy={stop.busy} onClick={() => void stop.run()}>
              {t.recovery.stopTitle}
            </Button>
          </div>
        </Notice>
      )}
      <Status>
        {isStopped && (
          <p>
            {t.recovery.stoppedTitle}. {t.recovery.stopped} <a href="/profile/password">{t.recovery.change}</a>
          </p>
        )}
      </Status>
    </>
  );
}
