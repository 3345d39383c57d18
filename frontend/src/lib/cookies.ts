// Owns the question whether the browser kept the cookie of a sign-in: one that keeps none would sign in again and again.
import { ApiError } from '../api/http';
import { t } from '../strings';

/** Makes a call that only the new cookie opens, and refuses where the server knows nobody. */
export async function assertKept(ask: () => Promise<unknown>): Promise<void> {
  const refusal = await ask().then(
    () => null,
    (error: unknown) => error,
  );
  if (refusal instanceof ApiError && refusal.status === 401) {
    throw new ApiError(0, { code: 'not_kept', message: t.errors.notKeptHelp });
  }
}
