// Owns a refusal above a form, and the wait after too many of them: the ticking stands outside every live region.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ApiError } from '../api/http';
import { useWhen } from '../lib/effect';
import { explain } from '../lib/explain';
import { roughly, wait } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Alert, Notice, Status } from './Notice';
import { Support } from './Support';
import { Words } from './Words';

interface RefusalProps {
  error: ApiError | null;
  /** Seconds for which nothing more is taken. */
  lock: number;
  children?: ComponentChildren;
}

function LockNotice({ lock, error }: RefusalProps) {
  const [said, say] = useState('');
  const reason = (error && (explain(error).title || explain(error).detail)) ?? t.errors.attemptsOver;
  // Said once, as the alert beside it does not tell how long; without an error nothing else tells why.
  useWhen(lock > 0, () => say(`${error ? '' : reason} ${t.errors.waiting.replace('{}', roughly(lock))}`.trim()));
  return (
    <>
      {lock > 0 && (
        <Notice tone="wait">
          <p>
            <strong><Words>{reason}</Words></strong> {fill(t.errors.waiting, <strong class="digits" translate={false}>{wait(lock)}</strong>)}
          </p>
        </Notice>
      )}
      <p class="visually-hidden" role="status">
        {lock > 0 && said}
      </p>
      <Status>{said && lock === 0 && t.errors.waited}</Status>
    </>
  );
}

/** Whether a refusal says whom to ask. */
export const saysWhomToAsk = (error: ApiError | null, lock: number): boolean => lock > 0 || error?.code === 'account_disabled';

export function Refusal({ error, lock, children }: RefusalProps) {
  return (
    <>
      <Alert error={error} unseen={lock > 0}>
        {children}
      </Alert>
      <LockNotice lock={lock} error={error} />
      {saysWhomToAsk(error, lock) && <Support />}
    </>
  );
}
