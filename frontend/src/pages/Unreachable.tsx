// Owns the page for a server that does not answer.
import { Button } from '../components/Button';
import { Gate } from '../components/Gate';
import { useAction } from '../lib/action';

export function Unreachable({ retry }: { retry: () => Promise<void> }) {
  const action = useAction(retry);
  return (
    <Gate title="The server cannot be reached">
      <p class="soft">Nothing is lost. Check your connection, or wait a moment while the server comes back.</p>
      <Button look="wide" busy={action.busy} onClick={() => void action.run()}>
        Try again
      </Button>
    </Gate>
  );
}
