// Owns the word before the set-up: what it is for, and that some accounts cannot go on without it.
import { config } from '../lib/config';
import { deadline } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Notice } from './Notice';

interface IntroStepProps {
  required: boolean;
  by?: string | undefined;
  replace: boolean;
  busy: boolean;
  onStart: () => void;
}

interface RequiredProps {
  passkey?: boolean;
  /** Until when there is time. */
  by?: string | undefined;
}

/** What the account cannot go on without: any second factor, or a passkey. */
export function Required({ passkey, by }: RequiredProps) {
  if (by) {
    return (
      <Notice tone="calm">
        <p>
          {fill(passkey ? t.asked.passkey : t.asked.factor, <strong>{deadline(by)}</strong>)} {t.asked.meanwhile}
        </p>
      </Notice>
    );
  }
  const text = passkey ? t.factors.passkeyNeeded : fill(t.setup.required, <strong>{t.setup.requiredStrong}</strong>);
  return (
    <Notice tone="warn">
      <p>{text}</p>
    </Notice>
  );
}

export function IntroStep({ required, by, replace, busy, onStart }: IntroStepProps) {
  return (
    <section class="card stack" aria-labelledby="intro">
      <h2 id="intro">{replace ? t.setup.replaceTitle : t.setup.introTitle}</h2>
      {required && !replace && <Required by={by} />}
      <p class="soft">{replace ? t.setup.replaceIntro(config.limits.backupCodes) : t.setup.intro}</p>
      <Button busy={busy} onClick={onStart}>
        {t.setup.start}
      </Button>
    </section>
  );
}
