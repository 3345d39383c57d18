// Owns the profile's section on the recovery address: which one there is, setting another, and removing it.
import { useState } from 'preact/hooks';
import { askRecoveryAddress, recoveryAddress, removeRecoveryAddress } from '../api/recovery';
import { refuse, useAction } from '../lib/action';
import { useLoaded } from '../lib/load';
import { useTold } from '../lib/told';
import { add, t } from '../strings';
import { recovery } from '../strings/en/recovery';
import { fill } from '../strings/fill';
import { Address } from './Address';
import { Button } from './Button';
import { Field } from './Field';
import { FormDialog } from './FormDialog';
import { Loading } from './Loading';
import { Alert } from './Notice';
import { Row, Section } from './Section';
import { focusHeading } from './Title';
import { TryAgain } from './TryAgain';

add({ recovery });

interface AskProps {
  onClose: () => void;
  onDone: (text: string) => void;
}

function Ask({ onClose, onDone }: AskProps) {
  return (
    <FormDialog
      title={t.recovery.addressAct}
      text={t.recovery.addressText}
      act={t.recovery.addressSend}
      onClose={onClose}
      send={async ({ email = '' }) => {
        const address = email.includes('@') ? email.trim() : refuse({ email: t.check.newEmail });
        await askRecoveryAddress(address);
        onDone(t.recovery.addressSent.replace('{}', address));
      }}
      renderFields={(error) => (
        <Field
          id="recovery-email"
          name="email"
          type="email"
          label={t.recovery.addressNew}
          autoComplete="email"
          first
          error={error?.fields.email?.[0]}
        />
      )}
    />
  );
}

export function RecoverySection() {
  const { value, error, busy, reload } = useLoaded(recoveryAddress);
  const [asking, ask] = useState(false);
  const [told, setTold] = useTold();
  function done(text: string): void {
    ask(false);
    setTold(text);
    void reload();
  }
  const remove = useAction(async () => {
    await removeRecoveryAddress();
    done(t.recovery.addressRemoved);
    focusHeading('recovery');
  });
  return (
    <Section id="recovery" title={t.recovery.addressTitle} text={t.recovery.addressText} told={told}>
      <Alert error={error}>
        <TryAgain busy={busy} retry={reload} />
      </Alert>
      <Alert error={remove.error} />
      {!value && !error && <Loading />}
      {value && (
        <ul class="list">
          <Row
            icon="mail"
            title={<strong>{t.recovery.addressTitle}</strong>}
            action={
              <>
                <Button look="quiet small" label={t.recovery.addressChange} onClick={() => ask(true)}>
                  {t.common.change}
                </Button>
                {(value.email || value.pending) && (
                  <Button look="quiet small" busy={remove.busy} onClick={() => void remove.run()}>
                    {t.recovery.addressRemove}
                  </Button>
                )}
              </>
            }
          >
            {value.email ? <p class="address" translate={false}>{value.email}</p> : <p>{t.recovery.addressNone}</p>}
            {value.pending && <p>{fill(t.recovery.addressWaits, <Address email={value.pending} />)}</p>}
          </Row>
        </ul>
      )}
      {asking && <Ask onClose={() => ask(false)} onDone={done} />}
    </Section>
  );
}
