// Owns the page for an address that leads nowhere.
import { Outcome } from '../components/Outcome';
import { t } from '../strings';

export function NotFound() {
  return (
    <Outcome title={t.missing.title} icon="search" href="/" go={t.missing.start}>
      {t.missing.text}
    </Outcome>
  );
}
