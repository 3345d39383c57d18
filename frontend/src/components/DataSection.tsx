// Owns the profile's section on taking one's data along, and on leaving for good.
import { useState } from 'preact/hooks';
import { exportData } from '../api/auth';
import { useAction } from '../lib/action';
import { fileName } from '../lib/config';
import { download } from '../lib/save';
import { useTold } from '../lib/told';
import { add, t } from '../strings';
import { data } from '../strings/en/data';
import { Button } from './Button';
import { CloseAccount } from './CloseAccount';
import { Alert } from './Notice';
import { Row, Section } from './Section';

add({ data });

export function DataSection() {
  const [closing, setClosing] = useState(false);
  const [told, setTold] = useTold();
  const save = useAction(async () => {
    download(fileName(t.data.file), JSON.stringify(await exportData(), null, 2), 'application/json');
    setTold(t.data.exported);
  });
  return (
    <Section id="data" title={t.data.title} told={told}>
      <Alert error={save.error} />
      <ul class="list">
        <Row
          icon="download"
          title={<strong>{t.data.exportTitle}</strong>}
          action={
            <Button look="quiet small" busy={save.busy} onClick={() => void save.run()}>
              {t.data.exportAct}
            </Button>
          }
        >
          <p>{t.data.exportText}</p>
        </Row>
        <Row
          icon="trash"
          tone="bad"
          title={<strong>{t.data.closeTitle}</strong>}
          action={
            <Button look="quiet small" onClick={() => setClosing(true)}>
              {t.data.closeAct}
            </Button>
          }
        >
          <p>{t.data.closeText}</p>
        </Row>
      </ul>
      {closing && <CloseAccount onClose={() => setClosing(false)} />}
    </Section>
  );
}
