// Owns the profile's section on the second factors: which there are, one more, one less, and the codes that are left.
import { useState } from 'preact/hooks';
import { passkeys } from '../api/auth';
import type { Factor, TwoFactorStatus } from '../api/types';
import { config } from '../lib/config';
import { useOnce } from '../lib/effect';
import { isSupported, tellBrowser } from '../lib/passkeys';
import { day, deadline } from '../lib/time';
import { add, t } from '../strings';
import { asked } from '../strings/en/asked';
import { factors } from '../strings/en/factors';
import { setup } from '../strings/en/setup';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { AddPasskey, Remove, Rename } from './FactorDialogs';
import { FactorRow } from './FactorRow';
import { Row, Section } from './Section';
import { TurnOff } from './TurnOff';

add({ asked, factors, ...setup });

const MOST_APPS = 5;

/** What is asked for by a date that is still to come holds nobody. */
const holds = ({ required, setUpBy }: TwoFactorStatus) => required && !setUpBy;

type Asking = { what: 'off' } | { what: 'passkey' } | { what: 'rename' | 'remove'; factor: Factor } | null;

function Off() {
  return (
    <Row
      icon="shield"
      title={
        <>
          <strong>{t.setup.introTitle}</strong>
          <span class="badge">{t.second.off}</span>
        </>
      }
      action={
        <a class="button small" href="/profile/two-factor">
          {t.second.turnOn}
        </a>
      }
    >
      <p>{isSupported() ? t.factors.offText : t.second.offText}</p>
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

function List({ status, ask }: { status: TwoFactorStatus; ask: (asking: Asking) => void }) {
  const { authenticators: list } = status;
  // What was removed in another browser is no longer offered by this one.
  useOnce(() => {
    if (!isSupported() || !list.some(({ kind }) => kind === 'passkey')) return;
    void passkeys().then(({ signal }) => tellBrowser(signal), () => undefined);
  });
  return (
    <ul class="list" aria-labelledby="two-factor">
      {list.map((factor) => (
        <FactorRow
          key={factor.id}
          factor={factor}
          stays={holds(status) && list.length === 1}
          onRename={() => ask({ what: 'rename', factor })}
          onRemove={() => ask({ what: 'remove', factor })}
        />
      ))}
      <Codes left={status.backupCodesRemaining} />
    </ul>
  );
}

function More({ status, ask }: { status: TwoFactorStatus; ask: (asking: Asking) => void }) {
  const apps = status.authenticators.filter(({ kind }) => kind === 'totp').length;
  return (
    <div class="row">
      {isSupported() && (
        <Button look="quiet small" icon="key" onClick={() => ask({ what: 'passkey' })}>
          {t.factors.addPasskey}
        </Button>
      )}
      {apps < MOST_APPS && (
        <a class="button quiet small" href="/profile/two-factor?add=1">
          {t.factors.addApp}
        </a>
      )}
      {!holds(status) && (
        <Button look="plain small" onClick={() => ask({ what: 'off' })}>
          {t.second.turnOff}
        </Button>
      )}
    </div>
  );
}

function Since({ status }: { status: TwoFactorStatus }) {
  const { enabledAt } = status;
  return (
    <>
      {enabledAt && fill(t.second.since, <time dateTime={enabledAt}>{day(enabledAt)}</time>)} {holds(status) && t.second.required}
    </>
  );
}

/** Before the second lock goes: until when there is time for what the account needs. */
function until({ setUpBy: by, level }: TwoFactorStatus) {
  if (!by) return null;
  const date = <time dateTime={by}>{deadline(by)}</time>;
  return (
    <>
      {fill(level === 'phishing_resistant' ? t.asked.passkey : t.asked.factor, date)} {t.asked.again}
    </>
  );
}

interface SectionProps {
  status: TwoFactorStatus;
  told: string;
  onChanged: (told: string) => Promise<void>;
}

interface QuestionsProps extends Pick<SectionProps, 'status' | 'onChanged'> {
  asking: Asking;
  ask: (asking: Asking) => void;
}

function Questions({ asking, ask, status, onChanged }: QuestionsProps) {
  if (!asking) return null;
  const answers = {
    onClose: () => ask(null),
    async onDone(told: string): Promise<void> {
      ask(null);
      await onChanged(told);
    },
  };
  if (asking.what === 'off') return <TurnOff {...answers} until={until(status)} methods={status.methods} onDone={() => answers.onDone(t.second.offDone)} />;
  if (asking.what === 'passkey') return <AddPasskey {...answers} />;
  if (asking.what === 'rename') return <Rename {...answers} factor={asking.factor} />;
  return <Remove {...answers} factor={asking.factor} until={until(status)} last={status.authenticators.length === 1} />;
}

export function TwoFactorSection({ status, told, onChanged }: SectionProps) {
  const [asking, ask] = useState<Asking>(null);
  return (
    <Section id="two-factor" title={t.second.title} text={status.enabled && <Since status={status} />} told={told}>
      {status.enabled ? (
        <>
          <List status={status} ask={ask} />
          <More status={status} ask={ask} />
        </>
      ) : (
        <ul class="list">
          <Off />
        </ul>
      )}
      <Questions asking={asking} ask={ask} status={status} onChanged={onChanged} />
    </Section>
  );
}
