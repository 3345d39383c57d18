// Owns the end of a sign-in after too many wrong codes, and how long nobody can begin another one.
import { useState } from 'preact/hooks';
import { deadlineIn, useCountdown } from '../lib/countdown';
import { withNext } from '../lib/next';
import { wait } from '../lib/time';
import { useWanted } from '../lib/wanted';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Gate } from './Gate';
import { Notice, Status } from './Notice';
import { Support } from './Support';

/** `seconds` is 0 where another sign-in can begin at once. */
export function Stopped({ seconds }: { seconds: number }) {
  const [deadline] = useState(() => deadlineIn(seconds));
  const left = useCountdown(deadline);
  return (
    <Gate title={t.twoFactor.spentTitle} icon="lock" tone="bad">
      <p class="soft">{seconds ? t.twoFactor.locked : t.twoFactor.spent}</p>
      {left > 0 && (
        <Notice tone="wait">
          <p>{fill(t.twoFactor.lockedFor, <strong class="digits">{wait(left)}</strong>)}</p>
        </Notice>
      )}
      <Status>{seconds > 0 && left === 0 && t.twoFactor.unlocked}</Status>
      <a class="button wide" href={withNext('/login', useWanted())}>
        {t.twoFactor.back}
      </a>
      <Support />
    </Gate>
  );
}
