// Owns the one moment in which backup codes are seen: copy, download, print, and no way on before they are saved.
import { refuse, useAction } from '../lib/action';
import { config, fileName } from '../lib/config';
import { useHold } from '../lib/leave';
import { copy, download } from '../lib/save';
import { useSession } from '../lib/session';
import { day } from '../lib/time';
import { useTold } from '../lib/told';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Check } from './Check';
import { Form, type Values } from './Form';
import { Status } from './Notice';
import { Words } from './Words';

export const CODES_FILE = fileName('backup-codes.txt');

interface SaveCodesProps {
  codes: string[];
  onSaved: () => void;
}

/** Whose they are and since when: a sheet among others says nothing else. */
function whose(email: string): string[] {
  return [...t.codes.whose(config.appName, email, day(new Date().toISOString())), t.codes.works];
}

function Ways({ codes, email }: { codes: string[]; email: string }) {
  const [told, setTold] = useTold();
  async function copyAll(): Promise<void> {
    setTold((await copy(codes.join('\n'))) ? t.common.copied : t.codes.noCopy);
  }
  function save(): void {
    download(CODES_FILE, [...whose(email), '', ...codes, ''].join('\n'));
    setTold(t.codes.downloaded);
  }
  return (
    <div class="row no-print">
      <Button look="quiet small" icon="copy" onClick={() => void copyAll()}>
        {t.codes.copy}
      </Button>
      <Button look="quiet small" icon="download" onClick={save}>
        {t.codes.download}
      </Button>
      <Button look="quiet small" icon="print" onClick={() => print()}>
        {t.codes.print}
      </Button>
      <span class="soft small" role="status">
        <Words>{told}</Words>
      </span>
    </div>
  );
}

function Saved({ onSaved }: { onSaved: () => void }) {
  const tries = useHold();
  const { run, error } = useAction(async ({ saved }: Values) => {
    if (!saved) refuse({ saved: t.check.saved });
    onSaved();
  });
  return (
    <Form error={error} onSubmit={(values) => void run(values)}>
      <Status tone="warn">{tries > 0 && t.codes.hold}</Status>
      <Check id="saved" name="saved" label={t.codes.saved} error={error?.fields.saved?.[0]} />
      <Button submit>{t.codes.finish}</Button>
    </Form>
  );
}

export function SaveCodes({ codes, onSaved }: SaveCodesProps) {
  const { state } = useSession();
  const email = state.status === 'signed-in' ? state.user.email : '';
  return (
    <section class="card stack" aria-labelledby="codes">
      <h2 id="codes">{t.codes.title(codes.length)}</h2>
      <p class="soft">
        {fill(t.codes.text, <strong>{t.codes.once}</strong>)}
      </p>
      <div class="print-only">
        {whose(email).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <ul class="codes" translate={false} aria-label={t.codes.list}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Ways codes={codes} email={email} />
      <div class="no-print">
        <Saved onSaved={onSaved} />
      </div>
    </section>
  );
}
