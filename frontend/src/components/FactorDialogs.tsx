// Owns what is asked before a second factor is added, renamed or removed.
import type { ComponentChildren } from 'preact';
import { addPasskey, passkeyOptions, removeAuthenticator, removePasskey, renameFactor } from '../api/auth';
import type { Factor } from '../api/types';
import { refuse } from '../lib/action';
import { createPasskey, tellBrowser, useCeremony } from '../lib/passkeys';
import { t } from '../strings';
import { Button } from './Button';
import { factorName } from './FactorRow';
import { Field } from './Field';
import { Form, type Values } from './Form';
import { FormDialog, Question } from './FormDialog';
import { Refusal } from './LockNotice';
import { Unused } from './PasskeyForm';

interface AskProps {
  onClose: () => void;
  onDone: (told: string) => void;
}

interface AboutProps extends AskProps {
  factor: Factor;
}

export function Rename({ factor, onClose, onDone }: AboutProps) {
  return (
    <FormDialog
      title={t.factors.renameOf(factorName(factor))}
      act={t.common.save}
      onClose={onClose}
      send={async ({ name = '' }) => {
        await renameFactor(factor, name.trim() || refuse({ name: t.factors.nameMissing }));
        onDone(t.factors.renamed);
      }}
      renderFields={(error) => (
        <Field
          id="factor-name"
          name="name"
          label={t.common.name}
          autoComplete="off"
          first
          defaultValue={factorName(factor)}
          error={error?.fields.name?.[0]}
        />
      )}
    />
  );
}

async function remove({ kind, id }: Factor): Promise<void> {
  if (kind === 'totp') await removeAuthenticator(id);
  else await tellBrowser((await removePasskey(id)).signal);
}

interface RemoveProps extends AboutProps {
  /** With it the second lock goes. */
  last: boolean;
  /** What the account needs by a date. */
  until?: ComponentChildren;
}

export function Remove({ factor, last, until, onClose, onDone }: RemoveProps) {
  const name = factorName(factor);
  return (
    <FormDialog
      danger
      title={t.factors.removeAsk(name)}
      text={
        <>
          <p class="soft">{factor.kind === 'passkey' ? t.factors.removePasskey : t.factors.removeApp}</p>
          {last && (
            <p>
              <strong>{t.factors.removeLast}</strong> {t.second.offWarning}
            </p>
          )}
          {last && until && <p>{until}</p>}
        </>
      }
      act={t.factors.remove}
      onClose={onClose}
      send={async () => {
        await remove(factor);
        onDone(last ? t.second.offDone : t.factors.removed(name));
      }}
    />
  );
}

export function AddPasskey({ onClose, onDone }: AskProps) {
  const { run, busy, error, lock, unused } = useCeremony(
    (_values: Values) => createPasskey(passkeyOptions),
    async (credential, { name = '' }) => {
      const { passkey } = await addPasskey(credential, name.trim());
      onDone(t.factors.passkeyAdded(factorName({ kind: 'passkey', ...passkey })));
    },
  );
  return (
    <Question
      title={t.factors.addPasskey}
      text={t.factors.passkeyText}
      onClose={onClose}
      renderForm={(cancel) => (
        <>
          <Refusal error={error} lock={lock} />
          <Form error={error} onSubmit={run}>
            <Field
              id="passkey-name"
              name="name"
              label={t.common.nameOptional}
              autoComplete="off"
              optional
              first
              hint={t.factors.passkeyName}
              error={error?.fields.name?.[0]}
            />
            <div class="row">
              <Button submit busy={busy} waiting={lock > 0}>
                {t.factors.goOn}
              </Button>
              {cancel}
            </div>
            <Unused unused={unused} />
          </Form>
        </>
      )}
    />
  );
}
