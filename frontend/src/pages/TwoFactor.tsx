// Owns the second step of signing in: a passkey, or a code within some minutes, or more time for it.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { extend, logout, me, twofaPasskeyOptions, twofaVerify } from '../api/auth';
import { ApiError } from '../api/http';
import type { Pending, Proof as Given } from '../api/types';
import { Address } from '../components/Address';
import { Check } from '../components/Check';
import type { Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Loading } from '../components/Loading';
import { Proof } from '../components/Proof';
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
import { takesNoCode, useWay } from '../lib/way';
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

interface EnterProps {
  half: Pending;
  ways: ReturnType<typeof useWay>;
  onStop: (wait: number) => void;
  /** Asks the server anew what finishes this sign-in. */
  onNews: () => Promise<void>;
}

/** A lock of codes stops no passkey; the last attempt ends the sign-in for both. */
const goesOn = (error: unknown, keyed: boolean) => keyed && error instanceof ApiError && error.attemptsLeft !== 0;

function useSecondStep({ half, ways, onStop, onNews }: EnterProps) {
  const { signIn } = useSession();
  const { left, end, extended } = useEnd(half.expiresIn);

  async function send(proof: Given, { remember }: Values): Promise<void> {
    if ('password' in proof) return;
    try {
      const answer = await twofaVerify(proof, remember === 'on');
      await assertKept(me);
      signIn(answer);
    } catch (error) {
      if (isOver(error)) return end();
      if (takesNoCode(error)) void onNews();
      const wait = stopAfter(error, left);
      if (wait === null || goesOn(error, ways.keyed)) throw error;
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
  return { left, send, more };
}

function textOf({ way, kinds }: EnterProps['ways']): string {
  if (way !== 'code') return t.twoFactor.passkey;
  return kinds.includes('totp') ? t.twoFactor.text : t.twoFactor.backup;
}

function Enter(props: EnterProps) {
  const { half, ways } = props;
  const wanted = useWanted();
  const passkeyOnly = ways.kinds.length === 0;
  const { left, send, more } = useSecondStep(props);
  return (
    <Gate title={ways.way === 'code' ? t.twoFactor.title : t.passkeys.use} trust footer={<BackToSignIn />}>
      <p class="soft">
        {fill(textOf(ways), <Address email={half.email} />)} {passkeyOnly && ways.keyed && t.twoFactor.passkeyOnly}
      </p>
      <Proof
        {...ways}
        ask={twofaPasskeyOptions}
        submitLabel={t.twoFactor.submit}
        look="wide"
        attempts={half.attemptsLeft}
        locked={half.retryAfter}
        send={send}
        time={<TimeLeft left={left} words={t.twoFactor} onMore={more} />}
      >
        {!passkeyOnly && (
          <Check id="remember" name="remember" label={t.twoFactor.remember(span(config.limits.trustedDeviceSeconds))} optional />
        )}
      </Proof>
      <p class="small">
        <a href={withNext(passkeyOnly ? '/lost?passkey=1' : '/lost', wanted)}>{passkeyOnly ? t.twoFactor.lostPasskey : t.twoFactor.lost}</a>
      </p>
    </Gate>
  );
}

function SecondStep({ half, onNews }: Pick<EnterProps, 'half' | 'onNews'>) {
  const locked = half.retryAfter ?? 0;
  const ways = useWay(half.methods);
  const [wait, setWait] = useState(locked >= half.expiresIn && !ways.keyed ? locked : null);
  return wait === null ? <Enter half={half} ways={ways} onStop={setWait} onNews={onNews} /> : <Stopped seconds={wait} />;
}

export function TwoFactor() {
  const { half, failed, load } = usePending();
  if (failed) return <Unreachable retry={load} />;
  return half ? <SecondStep half={half} onNews={load} /> : <Loading />;
}
