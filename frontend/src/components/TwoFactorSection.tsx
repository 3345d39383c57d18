// Owns the profile's section on the second factor: status, on, off, and the codes that are left.
import { useState } from 'preact/hooks';
import type { TwoFactorStatus } from '../api/types';
import { day } from '../lib/time';
import { Button } from './Button';
import { Notice } from './Notice';
import { TurnOff } from './TurnOff';

interface SectionProps {
  status: TwoFactorStatus;
  onOff: () => Promise<void>;
}

export function FewCodes({ left }: { left: number }) {
  return (
    <Notice tone="warn">
      <p>
        You have <strong>{left === 1 ? '1 backup code' : `${left || 'no'} backup codes`} left</strong>.{' '}
        <a href="/profile/backup-codes">Make new ones</a> {left > 0 ? 'before they run out.' : 'so that a lost phone locks nobody out.'}
      </p>
    </Notice>
  );
}

function Off() {
  return (
    <li>
      <div>
        <div class="row">
          <strong>Authenticator app</strong> <span class="badge">Off</span>
        </div>
        <p>A code from your phone, asked for after the password. A stolen password alone then opens nothing.</p>
      </div>
      <a class="button small" href="/profile/two-factor">
        Turn on
      </a>
    </li>
  );
}

function App({ status, onTurnOff }: { status: TwoFactorStatus; onTurnOff: () => void }) {
  return (
    <li>
      <div>
        <div class="row">
          <strong>Authenticator app</strong> <span class="badge on">On</span>
        </div>
        <p>
          {status.enabledAt && (
            <>
              Since <time dateTime={status.enabledAt}>{day(status.enabledAt)}</time>
            </>
          )}
          {status.required && ' · Your account needs it, so it cannot be turned off'}
        </p>
      </div>
      {!status.required && (
        <Button look="quiet small" onClick={onTurnOff}>
          Turn off
        </Button>
      )}
    </li>
  );
}

function Codes({ left }: { left: number }) {
  return (
    <li>
      <div>
        <strong>Backup codes</strong>
        <p>{left} of 10 left</p>
      </div>
      <a class="button quiet small" href="/profile/backup-codes">
        New backup codes
      </a>
    </li>
  );
}

export function TwoFactorSection({ status, onOff }: SectionProps) {
  const [asking, setAsking] = useState(false);
  async function off(): Promise<void> {
    setAsking(false);
    await onOff();
  }
  return (
    <section class="stack" aria-labelledby="two-factor">
      <h2 id="two-factor">Two-factor authentication</h2>
      <ul class="list">
        {status.enabled ? <App status={status} onTurnOff={() => setAsking(true)} /> : <Off />}
        {status.enabled && <Codes left={status.backupCodesRemaining} />}
      </ul>
      {asking && <TurnOff onClose={() => setAsking(false)} onDone={off} />}
    </section>
  );
}
