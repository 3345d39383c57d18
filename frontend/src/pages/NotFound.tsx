// Owns the page for an address that leads nowhere.
import { Gate } from '../components/Gate';
import { t } from '../strings';

export function NotFound() {
  return (
    <Gate title={t.missing.title} icon="search">
      <p class="soft">{t.missing.text}</p>
      <a class="button wide" href="/">
        {t.missing.start}
      </a>
    </Gate>
  );
}
