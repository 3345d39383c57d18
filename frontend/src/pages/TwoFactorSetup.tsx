// Owns turning two-factor authentication on: scan and confirm, save the codes.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { twofaSetup, twofaStatus } from '../api/auth';
import { ApiError } from '../api/http';
import type { TwoFactorSetup as Setup } from '../api/types';
import { IntroStep, Required } from '../components/IntroStep';
import { Loading } from '../components/Loading';
import { Alert, Status } from '../components/Notice';
import { SaveCodes } from '../components/SaveCodes';
import { ScanStep } from '../components/ScanStep';
import { Shell } from '../components/Shell';
import { Steps } from '../components/Steps';
import { useAction } from '../lib/action';
import { useOnce } from '../lib/effect';
import { HOME, safeNext } from '../lib/next';
import { useSession } from '../lib/session';
import { useWanted } from '../lib/wanted';
import { t } from '../strings';

type Stage =
  | { name: 'loading' }
  | { name: 'intro' }
  | { name: 'scan'; setup: Setup; changed: boolean }
  | { name: 'save'; codes: string[] };

const PLACE = { loading: -1, intro: -1, scan: 0, save: 1 };

function scanning(old: Stage, setup: Setup): Stage {
  return { name: 'scan', setup, changed: old.name === 'scan' && (old.changed || old.setup.secret !== setup.secret) };
}

/** Starts at once where the person asked for it or just joined, and else with a word of explanation where policy did. */
function useSetup() {
  const { state } = useSession();
  const { route, query } = useLocation();
  const replace = 'replace' in query;
  const joined = 'start' in query;
  const [stage, setStage] = useState<Stage>({ name: 'loading' });
  const [required, setRequired] = useState(state.status === 'signed-in' && state.mustEnrol);
  const start = useAction(async (restart: boolean = false) => {
    try {
      const setup = await twofaSetup({ ...(replace && { replace }), ...(restart && { restart }) });
      setStage((old) => scanning(old, setup));
    } catch (error) {
      setStage((old) => (old.name === 'loading' ? { name: 'intro' } : old));
      if (!(error instanceof ApiError) || error.code !== 'already_enabled') throw error;
      route(HOME, true);
    }
  });
  async function open(): Promise<void> {
    const status = await twofaStatus().catch(() => null);
    if (status && status.enabled !== replace) return route(replace ? '/profile/two-factor' : HOME, true);
    setRequired((known) => known || status?.required === true);
    if (!status || replace || (status.required && !joined)) return setStage({ name: 'intro' });
    return start.run();
  }
  useOnce(() => void open());
  return { stage, setStage, start, required, replace, joined };
}

function useFinish() {
  const { state, signIn } = useSession();
  const wanted = useWanted();
  const { route } = useLocation();
  return () => {
    if (state.status === 'signed-in') signIn({ ...state.user, twoFactorEnabled: true });
    route(safeNext(wanted), true);
  };
}

export function TwoFactorSetup() {
  const { state } = useSession();
  const { route } = useLocation();
  const { stage, setStage, start, required, replace, joined } = useSetup();
  const finish = useFinish();
  const email = state.status === 'signed-in' ? state.user.email : '';
  const saving = stage.name === 'save';
  return (
    <Shell title={saving ? t.setup.saveTitle : replace ? t.setup.replaceTitle : t.setup.title} closed={saving}>
      <Steps names={t.setup.steps} current={PLACE[stage.name]} />
      <Alert error={start.error} />
      <Status>{saving && (replace ? t.setup.replaced : t.setup.on)}</Status>
      {stage.name === 'loading' && <Loading />}
      {stage.name === 'intro' && <IntroStep replace={replace} required={required} busy={start.busy} onStart={() => void start.run()} />}
      {joined && required && stage.name === 'scan' && <Required />}
      {stage.name === 'scan' && (
        <ScanStep
          {...stage}
          email={email}
          replace={replace}
          ask={start.run}
          onEnabled={(codes) => setStage({ name: 'save', codes })}
          onCancel={() => (required && !replace ? setStage({ name: 'intro' }) : route(HOME))}
        />
      )}
      {stage.name === 'save' && <SaveCodes codes={stage.codes} onSaved={finish} />}
    </Shell>
  );
}
