// Owns the one moment in which backup codes are seen: copy, download, print, and no way on before they are saved.
import { useState } from 'preact/hooks';
import { refuse, useAction } from '../lib/action';
import { useHold } from '../lib/leave';
import { copy, download } from '../lib/save';
import { useSession } from '../lib/session';
import { Button } from './Button';
import { Check } from './Check';
import { Form, type Values } from './Form';
import { Notice, Status } from './Notice';

interface SaveCodesProps {
  codes: string[];
  onSaved: () => void;
}

function asText(codes: string[], email: string): string {
  return [`Second Lock backup codes for ${email}`, 'Each code works once.', '', ...codes, ''].join('\n');
}

function Ways({ codes, email }: { codes: string[]; email: string }) {
  const [told, setTold] = useState('');
  async function copyAll(): Promise<void> {
    setTold((await copy(codes.join('\n'))) ? 'Copied.' : 'Copying is not allowed here. Select the codes instead.');
  }
  function save(): void {
    download('second-lock-backup-codes.txt', asText(codes, email));
    setTold('Downloaded.');
  }
  return (
    <div class="row no-print">
      <Button look="quiet small" onClick={() => void copyAll()}>
        Copy
      </Button>
      <Button look="quiet small" onClick={save}>
        Download
      </Button>
      <Button look="quiet small" onClick={() => print()}>
        Print
      </Button>
      <span class="soft small" role="status">
        {told}
      </span>
    </div>
  );
}

function Saved({ onSaved }: { onSaved: () => void }) {
  const tries = useHold();
  const { run, error } = useAction(async ({ saved }: Values) => {
    if (!saved) refuse({ saved: 'Save the codes first, then tick the box.' });
    onSaved();
  });
  return (
    <Form error={error} onSubmit={(values) => void run(values)}>
      <Status>
        {tries > 0 && (
          <Notice tone="warn">
            <p>The codes are shown only now. Save them, then finish.</p>
          </Notice>
        )}
      </Status>
      <Check id="saved" name="saved" label="I have saved these codes somewhere safe" error={error?.fields.saved?.[0]} />
      <Button submit>Finish</Button>
    </Form>
  );
}

export function SaveCodes({ codes, onSaved }: SaveCodesProps) {
  const { state } = useSession();
  const email = state.status === 'signed-in' ? state.user.email : '';
  return (
    <section class="card stack" aria-labelledby="codes">
      <h2 id="codes">Your {codes.length} backup codes</h2>
      <p class="soft">
        If you lose your phone, each code lets you sign in once. Keep them in a password manager or on paper.{' '}
        <strong>They are shown only this one time.</strong>
      </p>
      <p class="print-only">For {email}. Each code works once.</p>
      <ul class="codes" aria-label="Backup codes">
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
