// Owns setting a second factor up: choose it, scan and confirm or use the passkey, save the codes.
import { useLocation } from 'preact-iso';
import { ChooseStep, PasskeyInstead } from '../components/ChooseStep';
import { IntroStep, Required } from '../components/IntroStep';
import { Loading } from '../components/Loading';
import { NameStep } from '../components/NameStep';
import { Alert, Status } from '../components/Notice';
import { SaveCodes } from '../components/SaveCodes';
import { ScanStep } from '../components/ScanStep';
import { Shell } from '../components/Shell';
import { Steps } from '../components/Steps';
import { tellNext } from '../lib/hand';
import { HOME } from '../lib/next';
import { useSession } from '../lib/session';
import { useSetup, type Mode } from '../lib/setup';
import { add, t } from '../strings';
import { asked } from '../strings/en/asked';
import { factors } from '../strings/en/factors';
import { setup } from '../strings/en/setup';

add({ asked, factors, ...setup });

const PLACE = { loading: -1, intro: -1, scan: 0, save: 1 };
const TITLES: Record<Mode, () => string> = {
  first: () => t.setup.title,
  add: () => t.factors.addApp,
  replace: () => t.setup.replaceTitle,
};

type Setting = ReturnType<typeof useSetup>;

function Intro({ mode, choosing, required, passkeyOnly, by, first, start, named, passkey }: Setting) {
  if (mode === 'add') return <NameStep onNamed={named} />;
  if (!choosing) return <IntroStep replace={mode === 'replace'} required={required} by={by} busy={start.busy} onStart={() => void start.run()} />;
  return (
    <ChooseStep
      required={required}
      passkeyOnly={passkeyOnly}
      by={by}
      first={first}
      busy={start.busy || passkey.busy}
      unused={passkey.unused}
      onPasskey={() => passkey.run()}
      onApp={() => void start.run()}
    />
  );
}

function Scanning({ setting }: { setting: Setting }) {
  const { state } = useSession();
  const { route } = useLocation();
  const { stage, setStage, mode, required, choosing, start, finish } = setting;
  if (stage.name !== 'scan') return null;
  const stays = mode === 'first' && (required || choosing);
  function enabled(codes: string[]): void {
    if (codes.length > 0) return setStage({ name: 'save', codes, by: 'app' });
    tellNext(t.factors.appAdded);
    void finish();
  }
  return (
    <ScanStep
      {...stage}
      email={state.status === 'signed-in' ? state.user.email : ''}
      mode={mode}
      ask={start.run}
      onEnabled={enabled}
      onCancel={() => (stays ? setStage({ name: 'intro' }) : route(HOME))}
    />
  );
}

/** Whether the steps of an app lie ahead or behind: a passkey has none, and one more app brings no codes. */
const scans = ({ stage, mode, choosing }: Setting) =>
  mode !== 'add' && !(choosing && stage.name !== 'scan' && stage.name !== 'save') && !(stage.name === 'save' && stage.by === 'passkey');

export function TwoFactorSetup() {
  const setting = useSetup();
  const { stage, start, passkey, required, by, mode, joined, choosing, finish } = setting;
  const saving = stage.name === 'save';
  return (
    <Shell title={saving ? t.setup.saveTitle : TITLES[mode]()} closed={saving}>
      {scans(setting) && <Steps names={t.setup.steps} current={PLACE[stage.name]} />}
      <Alert error={start.error ?? passkey.error} />
      <Status>{saving && (mode === 'replace' ? t.setup.replaced : t.setup.on)}</Status>
      {stage.name === 'loading' && <Loading />}
      {stage.name === 'intro' && <Intro {...setting} />}
      {joined && required && stage.name === 'scan' && <Required by={by} />}
      {joined && choosing && stage.name === 'scan' && (
        <PasskeyInstead busy={passkey.busy} unused={passkey.unused} onPasskey={() => passkey.run()} />
      )}
      <Scanning setting={setting} />
      {saving && <SaveCodes codes={stage.codes} onSaved={() => void finish()} />}
    </Shell>
  );
}
