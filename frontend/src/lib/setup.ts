// Owns the set-up of a second factor: the first one, one more app, or one in place of another.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { addPasskey, passkeyOptions, twofaSetup, twofaStatus } from '../api/auth';
import { ApiError } from '../api/http';
import type { SetupAsk, TwoFactorSetup as Setup, TwoFactorStatus } from '../api/types';
import { useAction } from './action';
import { useOnce } from './effect';
import { HOME } from './next';
import { createPasskey, isSupported, useCeremony } from './passkeys';
import { useSession } from './session';

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
function useApp(setStage: (next: (old: Stage) => Stage) => void, replaced: string | true | undefined) {
  const { route } = useLocation();
  const [name, setName] = useState<string>();
  const about = (given?: string): SetupAsk => ({ ...(replaced && { replace: replaced }), ...(given && { name: given }) });
  async function ask(more: SetupAsk): Promise<void> {
    try {
      const setup = await twofaSetup(more);
      setStage((old) => scanning(old, setup));
    } catch (error) {
      setStage((old) => (old.name === 'loading' ? { name: 'intro' } : old));
      if (!(error instanceof ApiError) || error.code !== 'already_enabled') throw error;
      route(HOME, true);
    }
  }
  async function named(given: string): Promise<void> {
    setName(given);
    await ask(about(given));
  }
  const start = useAction((restart: boolean = false) => ask({ ...about(name), ...(restart && { restart }) }));
  return { start, named };
}

/** Starts at once where there is nothing to choose or to explain. */
export function useSetup(onDone: () => void) {
  const { state } = useSession();
  const { route } = useLocation();
  const { mode, joined, replaced } = useMode();
  const [stage, setStage] = useState<Stage>({ name: 'loading' });
  const [required, setRequired] = useState(state.status === 'signed-in' && state.mustEnrol);
  const [status, setStatus] = useState<TwoFactorStatus | null>(null);
  const app = useApp(setStage, replaced);
  const passkey = useCeremony(
    () => createPasskey(passkeyOptions),
    async (credential) => {
      const { backupCodes = [] } = await addPasskey(credential, '');
      if (backupCodes.length > 0) setStage({ name: 'save', codes: backupCodes, by: 'passkey' });
      else onDone();
    },
  );
  const passkeyOnly = status !== null && lacksPasskey(status);
  const choosing = mode === 'first' && (isSupported() || passkeyOnly);

  async function open(): Promise<void> {
    const known = await twofaStatus().catch(() => null);
    const lacks = known !== null && lacksPasskey(known) && mode === 'first';
    if (known && !lacks && known.enabled !== (mode !== 'first')) return route(mode === 'first' ? HOME : '/profile/two-factor', true);
    setStatus(known);
    setRequired((before) => before || known?.required === true);
    // The page of an invitation has told already why, so that its way is no screen longer.
    const explained = !known || mode !== 'first' || lacks || (!joined && (isSupported() || known.required));
    if (explained) return setStage({ name: 'intro' });
    return app.start.run();
  }
  useOnce(() => void open());
  return { ...app, stage, setStage, passkey, required, mode, joined, choosing, passkeyOnly, first: status?.enabled !== true };
}
