// Owns the profile's section on the second factor: status, on, off, replaced, and the codes that are left.
import { useState } from 'preact/hooks';
import type { TwoFactorStatus } from '../api/types';
import { config } from '../lib/config';
import { day } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Row, Section } from './Section';
import { TurnOff } from './TurnOff';

interface SectionProps {
  status: TwoFactorStatus;
  told: string;
  onOff: () => Promise<void>;
}

function Name({ on }: { on: boolean }) {
  return (
    <>
      <strong>{t.second.app}</strong>
      <span class={on ? 'badge on' : 'badge'}>{on ? t.second.on : t.second.off}</span>
    </>
  );
}

function Off() {
  return (
    <Row
      icon="shield"
      title={<Name on={false} />}
      action={
        <a class="button small" href="/profile/two-factor">
          {t.second.turnOn}
        </a>
      }
    >
      <p>{t.second.offText}</p>
    </Row>
  );
}

function App({ status, onTurnOff }: { status: TwoFactorStatus; onTurnOff: () => void }) {
  const acts = (
    <>
      <a class="button quiet small" href="/profile/two-factor?replace=1">
        {t.second.replace}
      </a>
      {!status.required && (
        <Button look="quiet small" onClick={onTurnOff}>
          {t.second.turnOff}
        </Button>
      )}
    </>
  );
  return (
    <Row icon="shield" tone="good" title={<Name on />} action={acts}>
      <p>
        {status.enabledAt && fill(t.second.since, <time dateTime={status.enabledAt}>{day(status.enabledAt)}</time>)}
        {status.required && ` · ${t.second.required}`}
      </p>
    </Row>
  );
}

function Codes({ left }: { left: number }) {
  return (
    <Row
      icon="codes"
      title={<strong>{t.second.backup}</strong>}
      action={
        <a class="button quiet small" href="/profile/backup-codes">
          {t.codes.newTitle}
        </a>
      }
    >
      <p>{t.second.left(left, config.limits.backupCodes)}</p>
    </Row>
  );
}

export function TwoFactorSection({ status, told, onOff }: SectionProps) {
  const [asking, setAsking] = useState(false);
  async function off(): Promise<void> {
    setAsking(false);
    await onOff();
  }
  return (
    <Section id="two-factor" title={t.second.title} told={told}>
      <ul class="list">
        {status.enabled ? <App status={status} onTurnOff={() => setAsking(true)} /> : <Off />}
        {status.enabled && <Codes left={status.backupCodesRemaining} />}
      </ul>
      {asking && <TurnOff onClose={() => setAsking(false)} onDone={off} />}
    </Section>
  );
}
