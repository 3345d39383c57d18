// Owns a write on what somebody else may have changed since the page showed it.
import { ApiError } from '../../api/http';
import { w } from '../words';

/**
 * Sends a write. Where it was refused because the row is another one by now, the row is shown anew and the refusal says
 * so; what was typed stays, and can be sent again. `renew` answers whether the row has changed.
 */
export async function sendFresh<T>(send: () => Promise<T>, renew: () => Promise<boolean>): Promise<T> {
  try {
    return await send();
  } catch (reason) {
    if (!(reason instanceof ApiError) || reason.code !== 'conflict' || !(await renew())) throw reason;
    throw new ApiError(409, { code: 'stale', message: w.states.stale });
  }
}
