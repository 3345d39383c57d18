// Owns the way back to an app that asked for a sign-in: what is missing is done first, then the app opens.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { reauth, reauthOptions, twofaStatus, wayBack } from '../api/auth';
import { ApiError } from '../api/http';
import type { Method, Proof as Given, WayBack } from '../api/types';
import { Gate } from '../components/Gate';
import { Loading } from '../components/Loading';
import { Outcome } from '../components/Outcome';
import { Proof } from '../components/Proof';
import { goesInCircles } from '../lib/circles';
import { useOnce, useWhen } from '../lib/effect';
import { useLoaded } from '../lib/load';
import { withFragment, withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { useFragment } from '../lib/wanted';
import { useWay } from '../lib/way';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { NotKept } from './NotKept';
import { Unreachable } from './Unreachable';

function Unknown() {
  return (
    <Outcome title={t.goOn.unknownTitle} icon="lock" tone="warn" href="/profile" go={t.confirmEmail.toProfile}>
      {t.goOn.unknown}
    </Outcome>
  );
}

/** Opens the app; stops where the app only sends its visitor back. */
function Go({ to }: { to: string }) {
  const { host } = new URL(to);
  const [stopped, stop] = useState(false);
  // Not `assign`: going back from the app must not lead into the sign-in again.
  useOnce(() => (goesInCircles(host) ? stop(true) : location.replace(to)));
  if (!stopped) return <Loading />;
  return (
    <Outcome title={t.goOn.circleTitle} icon="lock" tone="warn" href={to} go={t.goOn.go}>
      {fill(t.goOn.circle, <strong>{host}</strong>)}
    </Outcome>
  );
}

const PASSWORD: readonly Method[] = ['password'];

interface ProveProps {
  host: string;
  again: () => Promise<void>;
}

function ProveBy({ methods, host, again }: ProveProps & { methods: readonly Method[] }) {
  const way = useWay(methods);
  async function prove(proof: Given): Promise<void> {
    await reauth(proof);
    await again();
  }
  return (
    <Gate title={t.stepUp.title} trust>
      <p class="soft">{fill(t.goOn.prove, <strong>{host}</strong>)}</p>
      <Proof {...way} ask={reauthOptions} submitLabel={t.goOn.go} look="wide" send={prove} />
    </Gate>
  );
}

function ProveBySecond(props: ProveProps) {
  const { value, error, reload } = useLoaded(twofaStatus);
  if (error) return <Unreachable retry={reload} />;
  return value ? <ProveBy {...props} methods={value.methods} /> : <Loading />;
}

/** The app wants a proof of this moment, or by the second factor. */
function Prove(props: ProveProps) {
  const { state } = useSession();
  const twoFactor = state.status === 'signed-in' && state.user.twoFactorEnabled;
  return twoFactor ? <ProveBySecond {...props} /> : <ProveBy {...props} methods={PASSWORD} />;
}

/** The server knows nobody: either the session has just ended, or another sign-in would only lead back here. */
function Again() {
  const { load } = useSession();
  const [known, setKnown] = useState(false);
  useOnce(() => void load().then(() => setKnown(true)));
  return known ? <NotKept /> : <Loading />;
}

function Answered({ way, again }: { way: WayBack; again: () => Promise<void> }) {
  const { url, route } = useLocation();
  const fragment = useFragment();
  const [need] = way.need;
  useWhen(need === 'enrol', () => route(withNext('/profile/two-factor', withFragment(url, fragment)), true));
  if (!need) return <Go to={withFragment(way.url, fragment)} />;
  if (need === 'login') return <Again />;
  return need === 'fresh' || need === 'second_factor' ? <Prove host={new URL(way.url).host} again={again} /> : <Loading />;
}

export function Continue() {
  const { query } = useLocation();
  const { value, error, reload } = useLoaded(() => wayBack(query));
  if (error) return error instanceof ApiError && error.status === 400 ? <Unknown /> : <Unreachable retry={reload} />;
  return value ? <Answered way={value} again={reload} /> : <Loading />;
}
