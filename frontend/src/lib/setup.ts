// Owns the set-up of a second factor: the first one, one more app, or one in place of another.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { addPasskey, me, passkeyOptions, twofaSetup, twofaStatus } from '../api/auth';
import { ApiError } from '../api/http';
import type { SetupAsk, TwoFactorSetup as Setup, TwoFactorStatus } from '../api/types';
import { useAction } from './action';
import { useEach } from './effect';
import { safeNext, SETUP, withNext } from './next';
import { createPasskey, isSupported, useCeremony } from './passkeys';
import { mustEnrol, useSession } from './session';
import { useWanted } from './wanted';

export type Mode = 'first' | 'add' | 'replace';

export type Stage =
  | { name: 'loading' }
  | { name: 'intro' }
  | { name: 'scan'; setup: Setup; changed: boolean }
  | { name: 'save'; codes: string[]; by: 'app' | 'passkey' };

function scanning(old: Stage, setup: Setup): Stage {
  return { name: 'scan', setup, changed: old.name === 'scan' && (old.changed || old.setup.secret !== setup.secret) };
}

/** An account that needs a passkey is not done with an app. */
const lacksPasskey = ({ level, authenticators = [] }: TwoFactorStatus) =>
  level === 'phishing_resistant' && !authenticators.some((factor) => factor.kind === 'passkey' && factor.usableHere);

function useMode() {
  const { query } = useLocation();
  const mode: Mode = 'replace' in query ? 'replace' : 'add' in query ? 'add' : 'first';
  // `1` is the one app of an account that has no other.
  const replaced = query.replace === '1' ? (true as const) : query.replace;
  return { mode, joined: 'start' in query, ...(replaced && { replaced }) };
}

/** The secret that an app scans; asked for again it is the same one, but for a restart. */
function useApp(setStage: (next: (old: Stage) => Stage) => void, replaced: string | true | undefined, leave: () => Promise<void>) {
  const [name, setName] = useState<string>();
  const about = (given?: string): SetupAsk => ({ ...(replaced && { replace: replaced }), ...(given && { name: given }) });
  async function ask(more: SetupAsk): Promise<void> {
    try {
      const setup = await twofaSetup(more);
      setStage((old) => scanning(old, setup));
    } catch (error) {
      setStage((old) => (old.name === 'loading' ? { name: 'intro' } : old));
      if (!(error instanceof ApiError) || error.code !== 'already_enabled') throw error;
      await leave();
    }
  }
  async function named(given: string): Promise<void> {
    setName(given);
    await ask(about(given));
  }
  const start = useAction((restart: boolean = false) => ask({ ...about(name), ...(restart && { restart }) }));
  return { start, named };
}

/** Leads back to where the person was, or on with the set-up where the policy asks for more than what was set up. */
function useFinish(goOn: () => void) {
  const { state, signIn } = useSession();
  const wanted = useWanted();
  const { route } = useLocation();
  return async () => {
    if (state.status === 'signed-in') signIn({ user: { ...state.user, twoFactorEnabled: true } });
    // Without an answer the next call tells what is left to do.
    const answer = await me().catch(() => null);
    if (answer) signIn(answer);
    if (answer && mustEnrol(answer)) return goOn();
    route(safeNext(wanted), true);
  };
}

/** Starts at once where there is nothing to choose or to explain. */
export function useSetup() {
  const { state } = useSession();
  const { route } = useLocation();
  const wanted = useWanted();
  const { mode, joined, replaced } = useMode();
  const [stage, setStage] = useState<Stage>({ name: 'loading' });
  const [required, setRequired] = useState(state.status === 'signed-in' && state.mustEnrol);
  const [status, setStatus] = useState<TwoFactorStatus | null>(null);
  const passkey = useCeremony(
    () => createPasskey(passkeyOptions),
    async (credential) => {
      const { backupCodes = [] } = await addPasskey(credential, '');
      if (backupCodes.length > 0) setStage({ name: 'save', codes: backupCodes, by: 'passkey' });
      else await finish();
    },
  );
  const finish = useFinish(() => {
    setStage({ name: 'loading' });
    if (mode === 'first') void open();
    else route(withNext(SETUP, wanted), true);
  });
  const app = useApp(setStage, replaced, finish);
  const passkeyOnly = status !== null && lacksPasskey(status);
  const choosing = mode === 'first' && (isSupported() || passkeyOnly);

  async function open(): Promise<void> {
    const known = await twofaStatus().catch(() => null);
    const lacks = known !== null && lacksPasskey(known) && mode === 'first';
    // It may have been turned on or off in another tab meanwhile.
    if (known && !lacks && known.enabled !== (mode !== 'first')) return mode === 'first' ? finish() : route(SETUP, true);
    setStatus(known);
    setRequired((before) => before || known?.required === true);
    // The page of an invitation has told already why, so that its way is no screen longer.
    const explained = !known || mode !== 'first' || lacks || (!joined && (isSupported() || known.required));
    if (explained) return setStage({ name: 'intro' });
    return app.start.run();
  }
  useEach(mode, () => void open());
  const asked = { required, passkeyOnly, by: status?.setUpBy };
  return { ...app, ...asked, stage, setStage, passkey, mode, joined, choosing, first: status?.enabled !== true, finish };
}
