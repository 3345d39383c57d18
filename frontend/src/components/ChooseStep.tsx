// Owns the choice of the first second factor: a passkey or an authenticator app, and what either changes.
import { isSupported } from '../lib/passkeys';
import { t } from '../strings';
import { Button } from './Button';
import { Required } from './IntroStep';
import { Notice } from './Notice';
import { Unused } from './PasskeyForm';
import { Row } from './Section';
import { Support } from './Support';

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
  /** Until when there is time for what is required. */
  by?: string | undefined;
  /** It is the first one: with it the password alone is no longer enough. */
  first: boolean;
  /** The last ceremony gave no passkey. */
  unused: boolean;
  onApp: () => void;
}

/** Why it has to be a passkey, or what there is to choose from; and what the first factor changes. */
function textOf({ passkeyOnly, first }: Pick<ChooseStepProps, 'passkeyOnly' | 'first'>): string {
  return [passkeyOnly ? t.factors.passkeyWhy : t.factors.chooseText, first ? t.factors.warning : ''].join(' ');
}

/** What is left to do in a browser that can keep none. */
function NoPasskey() {
  return (
    <>
      <Notice tone="warn">{t.factors.noPasskey}</Notice>
      <Support />
    </>
  );
}

export function ChooseStep({ required, passkeyOnly, by, first, busy, unused, onPasskey, onApp }: ChooseStepProps) {
  const byApp = (
    <Button look="quiet small" busy={busy} onClick={onApp}>
      {t.factors.byApp}
    </Button>
  );
  return (
    <section class="stack" aria-labelledby="choose">
      <h2 id="choose">{passkeyOnly ? t.factors.passkeyTitle : t.setup.introTitle}</h2>
      {required && (isSupported() || by) && <Required passkey={passkeyOnly} by={by} />}
      <p class="soft">{textOf({ passkeyOnly, first })}</p>
      {isSupported() ? (
        <ul class="list" aria-labelledby="choose">
          <PasskeyRow busy={busy} onPasskey={onPasskey} />
          {!passkeyOnly && (
            <Row icon="phone" title={<strong>{t.second.app}</strong>} action={byApp}>
              <p>{t.factors.appText}</p>
            </Row>
          )}
        </ul>
      ) : (
        <NoPasskey />
      )}
      <Unused unused={unused} />
    </section>
  );
}
