// Owns which session a sign-in opened.
import type { SecurityEvent, Session } from '../api/types';

/** That session, while it lasts; none where more than one fits. */
export function sessionOf({ type, at, ip, userAgent }: SecurityEvent, sessions: readonly Session[]): Session | undefined {
  if (type !== 'login') return undefined;
  // A session begins with its sign-in; its id changes, its beginning does not.
  const found = sessions.filter((each) => each.createdAt === at && each.ip === ip && each.userAgent === userAgent);
  return found.length === 1 ? found[0] : undefined;
}
