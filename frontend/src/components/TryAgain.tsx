// Owns asking once more for what did not come.
import { t } from '../strings';
import { Button } from './Button';

interface TryAgainProps {
  busy: boolean;
  waiting?: boolean;
  /** Alone on a page, and not beside what went wrong. */
  wide?: boolean;
  retry: () => unknown;
}

export function TryAgain({ busy, waiting = false, wide, retry }: TryAgainProps) {
  return (
    <Button look={wide ? 'wide' : 'quiet small'} busy={busy} waiting={waiting} onClick={() => void retry()}>
      {t.common.tryAgain}
    </Button>
  );
}
