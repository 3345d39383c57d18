// Owns the page for an address that leads nowhere.
import { Gate } from '../components/Gate';

export function NotFound() {
  return (
    <Gate title="Page not found">
      <p class="soft">There is nothing at this address. The link may be old, or mistyped.</p>
      <a class="button wide" href="/">
        Go to the start
      </a>
    </Gate>
  );
}
