// Owns making new backup codes in place of the old ones.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { newBackupCodes } from '../api/auth';
import { Button } from '../components/Button';
import { Alert, Notice, Status } from '../components/Notice';
import { SaveCodes } from '../components/SaveCodes';
import { Shell } from '../components/Shell';
import { useAction } from '../lib/action';
import { HOME } from '../lib/next';

export function BackupCodes() {
  const { route } = useLocation();
  const [codes, setCodes] = useState<string[]>([]);
  const { run, busy, error } = useAction(async () => setCodes((await newBackupCodes()).backupCodes));
  const made = codes.length > 0;
  return (
    <Shell title={made ? 'Save your backup codes' : 'New backup codes'} closed={made}>
      <Alert error={error} />
      <Status>
        {made && (
          <Notice>
            <p>New codes are made. The old ones no longer work.</p>
          </Notice>
        )}
      </Status>
      {made ? (
        <SaveCodes codes={codes} onSaved={() => route(HOME, true)} />
      ) : (
        <section class="card stack" aria-label="New backup codes">
          <p>Ten new codes take the place of the ones you have. The old ones stop working at once, also those on paper.</p>
          <div class="row">
            <Button busy={busy} onClick={() => void run()}>
              Make new codes
            </Button>
            <a class="button plain" href={HOME}>
              Cancel
            </a>
          </div>
        </section>
      )}
    </Shell>
  );
}
