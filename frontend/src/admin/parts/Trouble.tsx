// Owns what stands in place of an answer that did not come, with the way to ask again.
import type { ApiError } from '../../api/http';
import { Button } from '../../components/Button';
import { Loading } from '../../components/Loading';
import { Alert, Notice } from '../../components/Notice';
import { TryAgain } from '../../components/TryAgain';
import type { Answer } from '../state/answer';
import { w } from '../words';

interface TroubleProps {
  error: ApiError | null;
  busy: boolean;
  retry: () => unknown;
}

/** A proof that was asked for and not given is the person's own choice: nothing failed. */
export function Trouble({ error, busy, retry }: TroubleProps) {
  const shut = error?.code === 'reauth_required';
  return (
    <>
      <Alert error={shut ? null : error}>
        <TryAgain busy={busy} retry={retry} />
      </Alert>
      {shut && (
        <Notice tone="wait">
          <p>{w.states.shut}</p>
          <Button look="quiet small" busy={busy} onClick={() => void retry()}>
            {w.states.shutGo}
          </Button>
        </Notice>
      )}
    </>
  );
}

/** What stands there until the answer has come. */
export function Awaited<T>({ answer: { value, error, busy, reload } }: { answer: Answer<T> }) {
  return (
    <>
      <Trouble error={error} busy={busy} retry={reload} />
      {!value && !error && <Loading />}
    </>
  );
}
