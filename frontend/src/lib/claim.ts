// Owns "This was not me": what an event may have opened is ended, and a new password is asked for.
import { useLocation } from 'preact-iso';
import { endOtherSessions, endSession } from '../api/auth';
import { ApiError } from '../api/http';
import type { SecurityEvent, Session } from '../api/types';
import { t } from '../strings';
import { useAction } from './action';
import { deviceName } from './agent';
import { lookOf } from './looks';
import { sessionOf } from './opened';
import { tellNext } from './hand';

export type Claim = 'session' | 'others' | null;

/** What a press would end: nothing where an operator acted, or where the event opened this very session. */
export function claimOf(event: SecurityEvent, sessions: readonly Session[]): Claim {
  if (!event.ip || !lookOf(event.type, event.detail).doubt) return null;
  const session = sessionOf(event, sessions);
  if (session?.current) return null;
  return session ? 'session' : 'others';
}

async function end(session: Session | undefined): Promise<string> {
  if (session) {
    try {
      await endSession(session.id);
      return t.notMe.sessionDone(deviceName(session));
    } catch (reason) {
      // It has ended meanwhile, or got a new id.
      if (!(reason instanceof ApiError) || reason.status !== 404) throw reason;
    }
  }
  await endOtherSessions();
  return t.notMe.othersDone;
}

export function useClaim(sessions: readonly Session[]) {
  const { route } = useLocation();
  return useAction(async (event: SecurityEvent) => {
    tellNext(await end(sessionOf(event, sessions)));
    route('/profile/password');
  });
}
