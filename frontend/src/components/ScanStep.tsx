// Owns handing the secret to the authenticator app, and the first code that proves it arrived, on one screen.
import { useMemo, useState } from 'preact/hooks';
import { twofaEnable } from '../api/auth';
import { ApiError } from '../api/http';
import type { TwoFactorSetup } from '../api/types';
import { config } from '../lib/config';
import { deadlineIn, useCountdown } from '../lib/countdown';
import { useWhen } from '../lib/effect';
import type { Mode } from '../lib/setup';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { CodeForm } from './CodeForm';
import { Status } from './Notice';
import { SetupKey } from './SetupKey';
import { TimeLeft } from './TimeLeft';
import { focusHeading } from './Title';

export interface ScanStepProps {
  setup: TwoFactorSetup;
  /** The secret is another one than the one shown before. */
  changed: boolean;
  email: string;
  mode: Mode;
  /** Asks for the secret once more, with its full time; `restart` makes it another one. */
  ask: (restart?: boolean) => Promise<void>;
  /** Codes come with the first factor, and with a replaced one. */
  onEnabled: (codes: string[]) => void;
  onCancel: () => void;
}

/** Nothing is left once the time is up, or once the server says that nothing waits. */
function useTime(setup: TwoFactorSetup) {
  const deadline = useMemo(() => deadlineIn(setup.expiresIn), [setup]);
  const left = useCountdown(deadline);
  const [gone, setGone] = useState<TwoFactorSetup | null>(null);
  return { left: gone === setup ? 0 : left, end: () => setGone(setup) };
}

type CodeProps = Omit<ScanStepProps, 'changed' | 'email'> & { left: number; end: () => void };

const ACTS: Record<Mode, () => string> = { first: () => t.setup.turnOn, replace: () => t.setup.replace, add: () => t.factors.appAdd };

function FirstCode({ mode, left, end, ask, onEnabled, onCancel }: CodeProps) {
  async function send(code: string): Promise<void> {
    try {
      onEnabled((await twofaEnable(code)).backupCodes ?? []);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'setup_not_started') throw error;
      end();
    }
  }
  const cancel = (
    <Button look="plain" onClick={onCancel}>
      {t.common.cancel}
    </Button>
  );
  return (
    <CodeForm
      submitLabel={ACTS[mode]()}
      label={t.setup.confirmLabel}
      hint={mode === 'add' ? t.factors.appHint : t.setup.confirmHint}
      first={false}
      send={send}
      time={<TimeLeft left={left} words={t.setup} onMore={ask} />}
      aside={cancel}
    />
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

function Scan(props: ScanStepProps & CodeProps) {
  const { setup, email, ask } = props;
  return (
    <>
      <a class="button wide same-device" href={setup.otpauthUrl}>
        {t.setup.openApp}
      </a>
      <div class="scan">
        <div class="qr" translate={false}>
          <Picture of={setup.qrCode} />
        </div>
        <div class="stack">
          <FirstCode key={setup.secret} {...props} />
        </div>
      </div>
      <SetupKey secret={setup.secret} email={email} />
      <p class="small">
        <button class="link" type="button" onClick={() => void ask(true)}>
          {t.setup.restart}
        </button>
      </p>
    </>
  );
}

export function ScanStep(props: ScanStepProps) {
  const time = useTime(props.setup);
  const over = time.left === 0;
  // What was pressed or typed into goes away with the screen.
  useWhen(!over, focusHeading);
  useWhen(over, () => focusHeading('scan'));
  return (
    <section class="card stack" aria-labelledby="scan">
      <h2 id="scan">{over ? t.setup.overTitle : t.setup.scanTitle}</h2>
      <p class="soft">{over ? t.setup.over : fill(t.setup.scanText, <strong translate={false}>{config.appName}</strong>)}</p>
      <Status tone="warn">{props.changed && !over && t.setup.changed}</Status>
      {over ? <Button onClick={() => void props.ask()}>{t.setup.again}</Button> : <Scan {...props} {...time} />}
    </section>
  );
}
