// Owns the page that stands in for one that broke.
import { Button } from '../components/Button';
import { Gate } from '../components/Gate';
import { Support } from '../components/Support';
import { t } from '../strings';

export function Failed() {
  return (
    <Gate title={t.broken.title} icon="alert" tone="bad">
      <p class="soft">{t.broken.text}</p>
      <Button look="wide" onClick={() => location.reload()}>
        {t.common.reload}
      </Button>
      <Support />
    </Gate>
  );
}
