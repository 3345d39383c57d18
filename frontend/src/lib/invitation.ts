// Owns an invitation's link: looking at it spends nothing, and registering or taking its groups does.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { acceptInvitation, lookAtInvitation, me, register } from '../api/auth';
import { ApiError } from '../api/http';
import type { Offer, Registration, UserAnswer } from '../api/types';
import { assertKept } from './cookies';
import { useOnce } from './effect';
import { HOME, SETUP } from './next';
import { mustEnrol, useSession } from './session';
import { useSubmit } from './submit';

export type Step = 'looking' | 'open' | 'sent' | 'known' | 'in' | 'taken' | 'dead';

/**
 * Signs in, and leads on: to the set-up at once where the account needs a second factor. No way back is read from the
 * address here: its fragment is the invitation's token, which would go along to wherever that way leads.
 */
function useEntry() {
  const { signIn } = useSession();
  const { route } = useLocation();
  return (answer: UserAnswer) => {
    signIn(answer);
    route(mustEnrol(answer) ? `${SETUP}?start=1` : HOME, true);
  };
}

export function useInvitation(token: string) {
  const { know } = useSession();
  const enter = useEntry();
  const [step, setStep] = useState<Step>('looking');
  const [offer, setOffer] = useState<Offer | null>(null);
  const { run, ...submit } = useSubmit(async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.code !== 'invalid_token') throw reason;
      setStep('dead');
    }
  });

  async function look(): Promise<void> {
    setOffer(await lookAtInvitation(token));
    setStep('open');
  }
  useOnce(() => run(look));

  async function join(account: Registration): Promise<void> {
    const { user, ...asked } = await register({ ...account, invitation: token });
    if (!user) return setStep(offer?.email ? 'known' : 'sent');
    await assertKept(me);
    setStep('in');
    return enter({ user, ...asked });
  }

  async function take(): Promise<void> {
    const { user } = await acceptInvitation(token);
    know(user);
    setStep('taken');
  }
  return {
    ...submit,
    step,
    offer,
    look: () => run(look),
    /** The account is read from the form within, so that its refusals stand beside the fields. */
    join: (read: () => Registration) => run(async () => join(read())),
    take: () => run(take),
    reopen: () => setStep('open'),
  };
}
