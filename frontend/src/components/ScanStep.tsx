// Owns handing the secret to the authenticator app: picture, key and a link for the same phone.
import { useState } from 'preact/hooks';
import type { TwoFactorSetup } from '../api/types';
import { useOnce } from '../lib/effect';
import { copy } from '../lib/save';
import { t } from '../strings';
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
    setTold((await copy(secret)) ? t.common.copied : t.setup.noCopy);
  }
  const groups = secret.match(/.{1,4}/g) ?? [];
  return (
    <>
      <div class="field">
        <span class="label" id="key-label">
          {t.setup.key}
        </span>
        <div class="key" role="group" aria-labelledby="key-label">
          {groups.map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </div>
      </div>
      <div class="row">
        <Button look="quiet small" icon="copy" onClick={() => void copyKey()}>
          {t.setup.copyKey}
        </Button>
        <span class="soft small" role="status">
          {told}
        </span>
      </div>
    </>
  );
}

const SMALLEST = 216;
const PIXELS_AS_DRAWN = 0.475; // 3.8 pixels for a module, of which the picture has 8 each

/** Long names make more modules: the picture grows with them, so that a phone still tells them apart. */
function Picture({ of }: { of: string }) {
  const [size, setSize] = useState(SMALLEST);
  return (
    <img
      src={of}
      alt={t.setup.qr}
      width={size}
      height={size}
      onLoad={({ currentTarget }) => setSize(Math.max(SMALLEST, Math.round(currentTarget.naturalWidth * PIXELS_AS_DRAWN)))}
    />
  );
}

export function ScanStep({ setup, email, onNext, onCancel }: ScanStepProps) {
  useOnce(focusHeading);
  return (
    <section class="card stack" aria-labelledby="scan">
      <h2 id="scan">{t.setup.scanTitle}</h2>
      <p class="soft">{t.setup.scanText}</p>
      <a class="button wide same-device" href={setup.otpauthUrl}>
        {t.setup.openApp}
      </a>
      <div class="scan">
        <div class="qr">
          <Picture of={setup.qrCode} />
        </div>
        <div class="stack">
          <Key secret={setup.secret} />
          <dl class="facts">
            <dt>{t.setup.account}</dt>
            <dd>{email}</dd>
            <dt>{t.setup.type}</dt>
            <dd>{t.setup.typeText}</dd>
          </dl>
        </div>
      </div>
      <div class="row">
        <Button onClick={onNext}>{t.setup.next}</Button>
        <Button look="plain" onClick={onCancel}>
          {t.common.cancel}
        </Button>
      </div>
    </section>
  );
}
