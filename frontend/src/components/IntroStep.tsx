// Owns the word before the set-up: what it is for, and that some accounts cannot go on without it.
import { Button } from './Button';
import { Notice } from './Notice';

interface IntroStepProps {
  required: boolean;
  busy: boolean;
  onStart: () => void;
}

export function IntroStep({ required, busy, onStart }: IntroStepProps) {
  return (
    <section class="card stack" aria-labelledby="intro">
      <h2 id="intro">A second lock for your account</h2>
      {required && (
        <Notice tone="warn">
          <p>
            <strong>Your account needs two-factor authentication.</strong> Set it up now; it takes about two minutes, and then
            you go on to where you were going.
          </p>
        </Notice>
      )}
      <p class="soft">
        With it, a stolen password alone opens nothing: signing in also takes a code from an app on your phone. You need an
        authenticator app, such as Google Authenticator, 1Password, Bitwarden or Aegis.
      </p>
      <Button busy={busy} onClick={onStart}>
        Start set-up
      </Button>
    </section>
  );
}
