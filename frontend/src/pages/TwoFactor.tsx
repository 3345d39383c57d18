// Owns the second step of signing in: a code within some minutes, or more time for it.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { logout, pending, twofaVerify } from '../api/auth';
import { ApiError } from '../api/http';
import type { Pending } from '../api/types';
import { Check } from '../components/Check';
import { CodeForm } from '../components/CodeForm';
import type { Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Loading } from '../components/Loading';
import { Support } from '../components/Support';
import { TimeLeft } from '../components/TimeLeft';
import { useAction } from '../lib/action';
import { config } from '../lib/config';
import { deadlineIn, useCountdown } from '../lib/countdown';
import { useOnce, useWhen } from '../lib/effect';
import { withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { span } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Unreachable } from './Unreachable';

const isOver = (error: unknown) => error instanceof ApiError && error.status === 401;

/** What login told, or after a reload what the server still knows; without either, back to sign-in. */
function usePending() {
  const session = useSession();
  const { query, route } = useLocation();
  const [half, setHalf] = useState(session.half);
  const [failed, setFailed] = useState(false);

  async function load(): Promise<void> {
    setFailed(false);
    try {
      setHalf(await pending());
    } catch (error) {
      if (isOver(error)) route(withNext('/login', query.next), true);
      else setFailed(true);
    }
  }

  useOnce(() => {
    // What login told counts for this visit alone, because its seconds run on elsewhere.
    session.begin(null);
    if (!half) void load();
  });
  return { half, failed, load };
}

function useExpiry(seconds: number) {
  const { query, route } = useLocation();
  const [deadline, setDeadline] = useState(deadlineIn(seconds));
  const left = useCountdown(deadline);
  function expire(): void {
    route(withNext('/login?expired=1', query.next), true);
  }
  useWhen(left === 0, expire);
  return { left, expire, extended: (more: number) => setDeadline(deadlineIn(more)) };
}

/** Going back ends the half-finished sign-in first, so that its late answer cannot clear a newer one. */
function BackToSignIn() {
  const { route } = useLocation();
  const back = useAction(async () => {
    await logout().catch(() => undefined);
    route('/login');
  });
  return (
    <button class="link" type="button" onClick={() => void back.run()}>
      {t.twoFactor.back}
    </button>
  );
}

function Spent() {
  return (
    <Gate title={t.twoFactor.spentTitle} icon="lock" tone="bad">
      <p class="soft">{t.twoFactor.spent}</p>
      <a class="button wide" href="/login">
        {t.twoFactor.back}
      </a>
      <Support />
    </Gate>
  );
}

function EnterCode({ half }: { half: Pending }) {
  const { signIn } = useSession();
  const { left, expire, extended } = useExpiry(half.expiresIn);
  const [spent, setSpent] = useState(false);
  async function send(code: string, { remember }: Values): Promise<void> {
    try {
      const { user } = await twofaVerify(code, remember === 'on');
      signIn(user);
    } catch (error) {
      if (isOver(error)) return expire();
      setSpent(error instanceof ApiError && error.attemptsLeft === 0);
      throw error;
    }
  }
  if (spent) return <Spent />;
  return (
    <Gate title={t.twoFactor.title} trust footer={<BackToSignIn />}>
      <p class="soft">{fill(t.twoFactor.text, <strong class="address">{half.email}</strong>)}</p>
      <CodeForm
        backup={half.methods.includes('backup_code')}
        submitLabel={t.twoFactor.submit}
        look="wide"
        attempts={half.attemptsLeft}
        locked={half.retryAfter}
        send={send}
      >
        <TimeLeft left={left} onExtended={extended} />
        <Check id="remember" name="remember" label={t.twoFactor.remember(span(config.limits.trustedDeviceSeconds))} optional />
      </CodeForm>
      <p class="small">
        <a href="/lost">{t.twoFactor.lost}</a>
      </p>
    </Gate>
  );
}

export function TwoFactor() {
  const { half, failed, load } = usePending();
  if (failed) return <Unreachable retry={load} />;
  return half ? <EnterCode half={half} /> : <Loading />;
}
