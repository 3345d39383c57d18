// Owns the page that stands in for one that broke.
import { Button } from '../components/Button';
import { Gate } from '../components/Gate';

export function Failed() {
  return (
    <Gate title="Something went wrong">
      <p class="soft">This page could not be shown. Loading it again usually helps.</p>
      <Button look="wide" onClick={() => location.reload()}>
        Reload
      </Button>
    </Gate>
  );
}
