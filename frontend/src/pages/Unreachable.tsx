// Owns the page for a server that does not answer; it tries again by itself when the connection comes back.
import { useEffect, useRef } from 'preact/hooks';
import { Gate } from '../components/Gate';
import { TryAgain } from '../components/TryAgain';
import { useAction } from '../lib/action';
import { t } from '../strings';

export function Unreachable({ retry }: { retry: () => Promise<void> }) {
  const action = useAction(retry);
  const again = useRef(action.run);
  again.current = action.run;
  useEffect(() => {
    const onOnline = () => void again.current();
    addEventListener('online', onOnline);
    return () => removeEventListener('online', onOnline);
  }, []);
  return (
    <Gate title={t.unreachable.title} icon="offline" tone="warn">
      <p class="soft">{t.unreachable.text}</p>
      <TryAgain wide busy={action.busy} retry={action.run} />
    </Gate>
  );
}
