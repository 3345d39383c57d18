// Owns the wait after too many attempts: the ticking stands outside every live region, its end is told once.
import { useState } from 'preact/hooks';
import type { ApiError } from '../api/http';
import { useWhen } from '../lib/effect';
import { explain } from '../lib/explain';
import { clock } from '../lib/time';
import { Notice, Status } from './Notice';

export function LockNotice({ left, error }: { left: number; error: ApiError | null }) {
  const [waited, setWaited] = useState(false);
  useWhen(left > 0, () => setWaited(true));
  const reason = (error && (explain(error).title || error.message)) ?? 'Too many wrong attempts.';
  return (
    <>
      {left > 0 && (
        <Notice tone="warn">
          <p>
            <strong>{reason}</strong> You can try again in <strong class="digits">{clock(left)}</strong>.
          </p>
        </Notice>
      )}
      <Status>
        {waited && left === 0 && (
          <Notice>
            <p>You can try again now.</p>
          </Notice>
        )}
      </Status>
    </>
  );
}
