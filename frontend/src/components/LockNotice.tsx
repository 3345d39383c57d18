// Owns a refusal above a form, and the wait after too many of them: the ticking stands outside every live region.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ApiError } from '../api/http';
import { useWhen } from '../lib/effect';
import { explain } from '../lib/explain';
import { wait } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Alert, Notice, Status } from './Notice';
import { Support } from './Support';

interface RefusalProps {
  error: ApiError | null;
  /** Seconds for which nothing more is taken. */
  lock: number;
  children?: ComponentChildren;
}

function LockNotice({ lock, error }: RefusalProps) {
  const [waited, setWaited] = useState(false);
  useWhen(lock > 0, () => setWaited(true));
  const reason = (error && (explain(error).title || explain(error).detail)) ?? t.errors.attemptsOver;
  return (
    <>
      {lock > 0 && (
        <Notice tone="wait">
          <p>
            <strong>{reason}</strong> {fill(t.errors.waiting, <strong class="digits">{wait(lock)}</strong>)}
          </p>
        </Notice>
      )}
      <Status>{waited && lock === 0 && t.errors.waited}</Status>
    </>
  );
}

export function Refusal({ error, lock, children }: RefusalProps) {
  return (
    <>
      <Alert error={error} unseen={lock > 0}>
        {children}
      </Alert>
      <LockNotice lock={lock} error={error} />
      {(lock > 0 || error?.code === 'account_disabled') && <Support />}
    </>
  );
}
