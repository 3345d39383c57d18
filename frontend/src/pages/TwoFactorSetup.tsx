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
import { HOME, safeNext } from '../lib/next';
import { useSession } from '../lib/session';
import { useSetup, type Mode } from '../lib/setup';
import { useWanted } from '../lib/wanted';
import { add, t } from '../strings';
import { factors } from '../strings/en/factors';
import { setup } from '../strings/en/setup';

add({ factors, ...setup });

const PLACE = { loading: -1, intro: -1, scan: 0, save: 1 };
const TITLES: Record<Mode, () => string> = {
  first: () => t.setup.title,
  add: () => t.factors.addApp,
  replace: () => t.setup.replaceTitle,
};

function useFinish() {
  const { state, signIn } = useSession();
  const wanted = useWanted();
  const { route } = useLocation();
  return () => {
    if (state.status === 'signed-in') signIn({ ...state.user, twoFactorEnabled: true });
    route(safeNext(wanted), true);
  };
}

type Setting = ReturnType<typeof useSetup>;

function Intro({ mode, choosing, required, passkeyOnly, first, start, named, passkey }: Setting) {
  if (mode === 'add') return <NameStep onNamed={named} />;
  if (!choosing) return <IntroStep replace={mode === 'replace'} required={required} busy={start.busy} onStart={() => void start.run()} />;
  return (
    <ChooseStep
      required={required}
      passkeyOnly={passkeyOnly}
      first={first}
      busy={start.busy || passkey.busy}
      unused={passkey.unused}
      onPasskey={() => passkey.run()}
      onApp={() => void start.run()}
    />
  );
}

function Scanning({ setting, finish }: { setting: Setting; finish: () => void }) {
  const { state } = useSession();
  const { route } = useLocation();
  const { stage, setStage, mode, required, choosing, start } = setting;
  if (stage.name !== 'scan') return null;
  const stays = mode === 'first' && (required || choosing);
  function enabled(codes: string[]): void {
    if (codes.length > 0) return setStage({ name: 'save', codes, by: 'app' });
    tellNext(t.factors.appAdded);
    finish();
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
  const finish = useFinish();
  const setting = useSetup(finish);
  const { stage, start, passkey, required, mode, joined, choosing } = setting;
  const saving = stage.name === 'save';
  return (
    <Shell title={saving ? t.setup.saveTitle : TITLES[mode]()} closed={saving}>
      {scans(setting) && <Steps names={t.setup.steps} current={PLACE[stage.name]} />}
      <Alert error={start.error ?? passkey.error} />
      <Status>{saving && (mode === 'replace' ? t.setup.replaced : t.setup.on)}</Status>
      {stage.name === 'loading' && <Loading />}
      {stage.name === 'intro' && <Intro {...setting} />}
      {joined && required && stage.name === 'scan' && <Required />}
      {joined && choosing && stage.name === 'scan' && (
        <PasskeyInstead busy={passkey.busy} unused={passkey.unused} onPasskey={() => passkey.run()} />
      )}
      <Scanning setting={setting} finish={finish} />
      {saving && <SaveCodes codes={stage.codes} onSaved={finish} />}
    </Shell>
  );
}
