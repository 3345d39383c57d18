// Owns what a mailed link does when its button is pressed: it works, it is dead, or it can be tried again.
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/http';
import { useSubmit } from './submit';
import { useToken } from './token';

export function useLink<A extends unknown[]>(spend: (token: string, ...args: A) => Promise<unknown>, kept?: string) {
  const token = useToken(kept);
  const [outcome, setOutcome] = useState<'open' | 'done' | 'dead'>('open');
  const submit = useSubmit(async (...args: A) => {
    try {
      await spend(token, ...args);
      setOutcome('done');
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.code !== 'invalid_token') throw reason;
      setOutcome('dead');
    }
  });
  useEffect(() => setOutcome('open'), [token]);
  return { ...submit, outcome, token };
}
