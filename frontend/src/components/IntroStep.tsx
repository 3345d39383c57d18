// Owns the word before the set-up: what it is for, and that some accounts cannot go on without it.
import { config } from '../lib/config';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Notice } from './Notice';

interface IntroStepProps {
  required: boolean;
  replace: boolean;
  busy: boolean;
  onStart: () => void;
}

/** What the account cannot go on without: any second factor, or a passkey. */
export function Required({ passkey }: { passkey?: boolean }) {
  const text = passkey ? t.factors.passkeyNeeded : fill(t.setup.required, <strong>{t.setup.requiredStrong}</strong>);
  return (
    <Notice tone="warn">
      <p>{text}</p>
    </Notice>
  );
}

export function IntroStep({ required, replace, busy, onStart }: IntroStepProps) {
  return (
    <section class="card stack" aria-labelledby="intro">
      <h2 id="intro">{replace ? t.setup.replaceTitle : t.setup.introTitle}</h2>
      {required && !replace && <Required />}
      <p class="soft">{replace ? t.setup.replaceIntro(config.limits.backupCodes) : t.setup.intro}</p>
      <Button busy={busy} onClick={onStart}>
        {t.setup.start}
      </Button>
    </section>
  );
}
