// Owns the page for a server that does not answer; it tries again by itself when the connection comes back.
import { Gate } from '../components/Gate';
import { TryAgain } from '../components/TryAgain';
import { useAction } from '../lib/action';
import { useOnline } from '../lib/online';
import { t } from '../strings';

export function Unreachable({ retry }: { retry: () => Promise<void> }) {
  const action = useAction(retry);
  useOnline(() => void action.run());
  return (
    <Gate title={t.unreachable.title} icon="offline" tone="warn">
      <p class="soft">{t.unreachable.text}</p>
      <TryAgain wide busy={action.busy} retry={action.run} />
    </Gate>
  );
}
