// Owns making new backup codes in place of the old ones.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { newBackupCodes } from '../api/auth';
import { Button } from '../components/Button';
import { Alert, Status } from '../components/Notice';
import { SaveCodes } from '../components/SaveCodes';
import { Shell } from '../components/Shell';
import { useAction } from '../lib/action';
import { config } from '../lib/config';
import { HOME } from '../lib/next';
import { add, t } from '../strings';
import { setup } from '../strings/en/setup';

add(setup);

export function BackupCodes() {
  const { route } = useLocation();
  const [codes, setCodes] = useState<string[]>([]);
  const { run, busy, error } = useAction(async () => setCodes((await newBackupCodes()).backupCodes));
  const made = codes.length > 0;
  return (
    <Shell title={made ? t.setup.saveTitle : t.codes.newTitle} closed={made}>
      <Alert error={error} />
      <Status>{made && t.codes.made}</Status>
      {made ? (
        <SaveCodes codes={codes} onSaved={() => route(HOME, true)} />
      ) : (
        <section class="card stack" aria-label={t.codes.newTitle}>
          <p>{t.codes.newText(config.limits.backupCodes)}</p>
          <div class="row">
            <Button busy={busy} onClick={() => void run()}>
              {t.codes.make}
            </Button>
            <a class="button plain" href={HOME}>
              {t.common.cancel}
            </a>
          </div>
        </section>
      )}
    </Shell>
  );
}
