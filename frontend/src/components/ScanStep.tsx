// Owns handing the secret to the authenticator app: picture, key and a link for the same phone.
import { useState } from 'preact/hooks';
import type { TwoFactorSetup } from '../api/types';
import { useOnce } from '../lib/effect';
import { copy } from '../lib/save';
import { Button } from './Button';
import { focusHeading } from './Title';

interface ScanStepProps {
  setup: TwoFactorSetup;
  email: string;
  onNext: () => void;
  onCancel: () => void;
}

function Key({ secret }: { secret: string }) {
  const [told, setTold] = useState('');
  async function copyKey(): Promise<void> {
    setTold((await copy(secret)) ? 'Copied.' : 'Copying is not allowed here. Select the key instead.');
  }
  const groups = secret.match(/.{1,4}/g) ?? [];
  return (
    <>
      <div class="field">
        <span class="label" id="key-label">
          Can’t scan? Enter this setup key
        </span>
        <div class="key" role="group" aria-labelledby="key-label">
          {groups.map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </div>
      </div>
      <div class="row">
        <Button look="quiet small" onClick={() => void copyKey()}>
          Copy key
        </Button>
        <span class="soft small" role="status">
          {told}
        </span>
      </div>
    </>
  );
}

export function ScanStep({ setup, email, onNext, onCancel }: ScanStepProps) {
  useOnce(focusHeading);
  return (
    <section class="card stack" aria-labelledby="scan">
      <h2 id="scan">Scan this code</h2>
      <p class="soft">Use Google Authenticator, 1Password, Bitwarden, Aegis or any other authenticator app.</p>
      <a class="button wide same-device" href={setup.otpauthUrl}>
        Open in my authenticator app
      </a>
      <div class="scan">
        <div class="qr">
          <img
            src={setup.qrCode}
            alt="QR code that adds Second Lock to your authenticator app. The setup key next to it does the same."
            width="216"
            height="216"
          />
        </div>
        <div class="stack">
          <Key secret={setup.secret} />
          <dl class="facts">
            <dt>Account</dt>
            <dd>{email}</dd>
            <dt>Type</dt>
            <dd>Time-based, 6 digits, 30 seconds</dd>
          </dl>
        </div>
      </div>
      <div class="row">
        <Button onClick={onNext}>Next: confirm</Button>
        <Button look="plain" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
