// Owns the question whether the browser kept the cookie of a sign-in: one that keeps none would sign in again and again.
import { ApiError } from '../api/http';
import { t } from '../strings';

/** Makes a call that only the new cookie opens, and refuses where the server knows nobody; answers what it heard, if anything. */
export async function assertKept<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (refusal) {
    if (!(refusal instanceof ApiError) || refusal.status !== 401) return null;
    throw new ApiError(0, { code: 'not_kept', message: t.errors.notKeptHelp });
  }
}
