// Owns the second step of signing in: a code within some minutes, or more time for it.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { extend, logout, me, twofaVerify } from '../api/auth';
import type { Pending } from '../api/types';
import { Address } from '../components/Address';
import { Check } from '../components/Check';
import { CodeForm } from '../components/CodeForm';
import type { Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Loading } from '../components/Loading';
import { Stopped } from '../components/Stopped';
import { TimeLeft } from '../components/TimeLeft';
import { useAction } from '../lib/action';
import { config } from '../lib/config';
import { assertKept } from '../lib/cookies';
import { isOver, stopAfter, useEnd, usePending } from '../lib/half';
import { withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { span } from '../lib/time';
import { useWanted } from '../lib/wanted';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Unreachable } from './Unreachable';

/** Going back ends the half-finished sign-in first, so that its late answer cannot clear a newer one. */
function BackToSignIn() {
  const wanted = useWanted();
  const { route } = useLocation();
  const back = useAction(async () => {
    await logout().catch(() => undefined);
    route(withNext('/login', wanted));
  });
  return (
    <button class="link" type="button" onClick={() => void back.run()}>
      {t.twoFactor.back}
    </button>
  );
}

interface EnterCodeProps {
  half: Pending;
  onStop: (wait: number) => void;
}

function EnterCode({ half, onStop }: EnterCodeProps) {
  const { signIn } = useSession();
  const wanted = useWanted();
  const { left, end, extended } = useEnd(half.expiresIn);

  async function send(code: string, { remember }: Values): Promise<void> {
    try {
      const { user } = await twofaVerify(code, remember === 'on');
      await assertKept(me);
      signIn(user);
    } catch (error) {
      if (isOver(error)) return end();
      const wait = stopAfter(error, left);
      if (wait === null) throw error;
      onStop(wait);
    }
  }
  async function more(): Promise<void> {
    try {
      extended((await extend()).expiresIn);
    } catch (error) {
      if (!isOver(error)) throw error;
      end();
    }
  }
  return (
    <Gate title={t.twoFactor.title} trust footer={<BackToSignIn />}>
      <p class="soft">{fill(t.twoFactor.text, <Address email={half.email} />)}</p>
      <CodeForm
        backup={half.methods.includes('backup_code')}
        submitLabel={t.twoFactor.submit}
        look="wide"
        attempts={half.attemptsLeft}
        locked={half.retryAfter}
        send={send}
        time={<TimeLeft left={left} words={t.twoFactor} onMore={more} />}
      >
        <Check id="remember" name="remember" label={t.twoFactor.remember(span(config.limits.trustedDeviceSeconds))} optional />
      </CodeForm>
      <p class="small">
        <a href={withNext('/lost', wanted)}>{t.twoFactor.lost}</a>
      </p>
    </Gate>
  );
}

function SecondStep({ half }: { half: Pending }) {
  const locked = half.retryAfter ?? 0;
  const [wait, setWait] = useState(locked >= half.expiresIn ? locked : null);
  return wait === null ? <EnterCode half={half} onStop={setWait} /> : <Stopped seconds={wait} />;
}

export function TwoFactor() {
  const { half, failed, load } = usePending();
  if (failed) return <Unreachable retry={load} />;
  return half ? <SecondStep half={half} /> : <Loading />;
}
