// Owns a verification link: what it is about is asked first, and only a press of a button decides anything.
import { useState } from 'preact/hooks';
import { declineVerification, lookAtVerification, verifyEmail } from '../api/auth';
import { ApiError } from '../api/http';
import type { Waiting } from '../api/types';
import { useOnce } from './effect';
import { useSubmit } from './submit';

export type Step = 'looking' | 'open' | 'verified' | 'declined' | 'dead' | 'refused';

export function useVerification(token: string) {
  const [step, setStep] = useState<Step>('looking');
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  /** This browser did not register, so the password is chosen here. */
  const [choosing, setChoosing] = useState(false);
  const submit = useSubmit(async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (reason) {
      const code = reason instanceof ApiError ? reason.code : '';
      if (code === 'invalid_token') setStep('dead');
      else if (code === 'conflict') setStep('refused');
      else if (code === 'password_required') setChoosing(true);
      else throw reason;
    }
  });

  async function look(): Promise<void> {
    const found = await lookAtVerification(token);
    setWaiting(found);
    setChoosing(!found.registeredFrom);
    setStep('open');
  }
  useOnce(() => submit.run(look));

  async function decide(call: Promise<unknown>, outcome: Step): Promise<void> {
    await call;
    setStep(outcome);
  }
  return {
    ...submit,
    step,
    waiting,
    choosing,
    look: () => submit.run(look),
    verify: (password?: string) => submit.run(() => decide(verifyEmail(token, password), 'verified')),
    decline: () => submit.run(() => decide(declineVerification(token), 'declined')),
  };
}
