// Owns the choice of the first second factor: a passkey or an authenticator app, and what either changes.
import { isSupported } from '../lib/passkeys';
import { t } from '../strings';
import { Button } from './Button';
import { Required } from './IntroStep';
import { Notice } from './Notice';
import { Unused } from './PasskeyForm';
import { Row } from './Section';

interface PasskeyRowProps {
  busy: boolean;
  onPasskey: () => void;
}

function PasskeyRow({ busy, onPasskey }: PasskeyRowProps) {
  const start = (
    <Button look="small" busy={busy} onClick={onPasskey}>
      {t.factors.byPasskey}
    </Button>
  );
  return (
    <Row icon="key" tone="good" title={<strong>{t.factors.passkey}</strong>} action={start}>
      <p>{t.factors.passkeyText}</p>
    </Row>
  );
}

/** A passkey on the screen of the app, so that choosing it or the app is no screen of its own. */
export function PasskeyInstead({ unused, ...row }: PasskeyRowProps & { unused: boolean }) {
  return (
    <>
      <ul class="list" aria-label={t.factors.passkey}>
        <PasskeyRow {...row} />
      </ul>
      <Unused unused={unused} />
    </>
  );
}

interface ChooseStepProps extends PasskeyRowProps {
  required: boolean;
  /** The account needs a passkey, so that no app is offered. */
  passkeyOnly: boolean;
  /** It is the first one: with it the password alone is no longer enough. */
  first: boolean;
  /** The last ceremony gave no passkey. */
  unused: boolean;
  onApp: () => void;
}

export function ChooseStep({ required, passkeyOnly, first, busy, unused, onPasskey, onApp }: ChooseStepProps) {
  const byApp = (
    <Button look="quiet small" busy={busy} onClick={onApp}>
      {t.factors.byApp}
    </Button>
  );
  return (
    <section class="stack" aria-labelledby="choose">
      <h2 id="choose">{t.setup.introTitle}</h2>
      {required && <Required passkey={passkeyOnly} />}
      {!isSupported() && <Notice tone="warn">{t.passkeys.none}</Notice>}
      <p class="soft">{first ? `${t.factors.chooseText} ${t.factors.warning}` : t.factors.passkeyText}</p>
      <ul class="list" aria-labelledby="choose">
        {isSupported() && <PasskeyRow busy={busy} onPasskey={onPasskey} />}
        {!passkeyOnly && (
          <Row icon="phone" title={<strong>{t.second.app}</strong>} action={byApp}>
            <p>{t.factors.appText}</p>
          </Row>
        )}
      </ul>
      <Unused unused={unused} />
    </section>
  );
}
