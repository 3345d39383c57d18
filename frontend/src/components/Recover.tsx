// Owns beginning a recovery without the second factor, in a half-finished sign-in whose account can be recovered.
import { useState } from 'preact/hooks';
import { pending } from '../api/auth';
import { ApiError } from '../api/http';
import { beginRecovery } from '../api/recovery';
import { useAction } from '../lib/action';
import { config } from '../lib/config';
import { useOnce } from '../lib/effect';
import { deadline, span } from '../lib/time';
import { add, t } from '../strings';
import { recovery } from '../strings/en/recovery';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Alert, Status } from './Notice';

add({ recovery });

/** Its wait is of days, and was caused by no wrong attempt: only the server's words tell why. */
function asTold(error: unknown): unknown {
  const isWait = error instanceof ApiError && error.code === 'too_many_attempts';
  return isWait ? new ApiError(error.status, { code: 'recovery_waits', message: error.message }) : error;
}

/** Whether a sign-in waits here that may begin one; nobody learns it before the password. */
export function useRecoverable(): boolean {
  const [is, set] = useState(false);
  useOnce(
    () =>
      void pending().then(
        (half) => set(half.recovery === true),
        () => undefined,
      ),
  );
  return is;
}

export function Recover() {
  const [readyAt, setReadyAt] = useState('');
  const begin = useAction(async () => {
    const begun = await beginRecovery().catch((error: unknown) => {
      throw asTold(error);
    });
    setReadyAt(begun.readyAt);
  });
  return (
    <div class="stack">
      <p class="soft">{t.recovery.begin(span(config.limits.recoveryWaitSeconds))}</p>
      <Alert error={begin.error} />
      <Status tone="calm">
        {readyAt && (
          <p>
            {fill(
              t.recovery.begun,
              <strong>
                <time dateTime={readyAt}>{deadline(readyAt)}</time>
              </strong>,
            )}
          </p>
        )}
      </Status>
      {!readyAt && (
        <Button look="quiet" busy={begin.busy} onClick={() => void begin.run()}>
          {t.recovery.beginAct}
        </Button>
      )}
    </div>
  );
}
