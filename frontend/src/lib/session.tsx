// Owns who is signed in, as far as this page knows; the server decides at every call.
import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import * as api from '../api/auth';
import { ApiError, onRefusal } from '../api/http';
import type { Asked, Pending, User, UserAnswer } from '../api/types';
import { remember } from './storage';

export type SessionState =
  | { status: 'unknown' }
  | { status: 'unreachable' }
  | { status: 'anonymous'; reason: 'never' | 'left' | 'ended' | 'closed' }
  /** `setUpBy` is the date after which the person must enrol, too; `recovery` the one from which somebody can finish an open one. */
  | { status: 'signed-in'; user: User; mustEnrol: boolean; setUpBy?: string | undefined; recovery?: string | undefined };

export interface SessionActions {
  /** Asks the server who is signed in. */
  load: () => Promise<void>;
  signIn: (answer: UserAnswer) => void;
  /** Forgets the person after the server has ended the session. */
  leave: (reason?: 'left' | 'closed') => void;
  /** Takes over what the server now says about the person. */
  know: (user: User) => void;
  /** Keeps what login told, so that the code page need not ask again. */
  begin: (half: Pending | null) => void;
}

export interface SessionValue extends SessionActions {
  state: SessionState;
  half: Pending | null;
}

const Context = createContext<SessionValue | null>(null);

export function useSession(): SessionValue {
  const value = useContext(Context);
  if (!value) throw new Error('useSession needs a SessionProvider above it.');
  return value;
}

/** Whether the session may only enrol. */
export const mustEnrol = ({ requires2FASetup, setUpBy }: Asked) => requires2FASetup === true && !setUpBy;

const inside = (answer: UserAnswer): SessionState => ({
  status: 'signed-in',
  user: answer.user,
  mustEnrol: mustEnrol(answer),
  setUpBy: answer.setUpBy,
  recovery: answer.recovery?.readyAt,
});

function ended(old: SessionState): SessionState {
  if (old.status === 'anonymous') return old;
  return { status: 'anonymous', reason: old.status === 'signed-in' ? 'ended' : 'never' };
}

function enrolling(old: SessionState): SessionState {
  return old.status === 'signed-in' ? { ...old, mustEnrol: true } : old;
}

type SetState = (next: SessionState | ((old: SessionState) => SessionState)) => void;

async function loadInto(setState: SetState): Promise<void> {
  try {
    const answer = await api.me();
    remember('signed-in', '1');
    setState(inside(answer));
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_signed_in') return;
    setState((old) => (old.status === 'signed-in' ? old : { status: 'unreachable' }));
  }
}

function useSessionState(): SessionValue {
  const [state, setState] = useState<SessionState>({ status: 'unknown' });
  const [half, begin] = useState<Pending | null>(null);
  const actions = useMemo<SessionActions>(
    () => ({
      begin,
      load: () => loadInto(setState),
      signIn(answer) {
        remember('signed-in', '1');
        setState(inside(answer));
      },
      leave(reason = 'left') {
        remember('signed-in', null);
        setState({ status: 'anonymous', reason });
      },
      know: (user) => setState((old) => (old.status === 'signed-in' ? { ...old, user } : old)),
    }),
    [],
  );
  useLayoutEffect(() => {
    onRefusal({
      signedOut() {
        remember('signed-in', null);
        setState(ended);
      },
      setupRequired: () => setState(enrolling),
    });
  }, []);
  return useMemo(() => ({ ...actions, state, half }), [actions, state, half]);
}

/** Another tab may sign out, or the browser may bring back a page from before: ask again. */
function useRecheck({ load, state }: SessionValue): void {
  const known = state.status === 'signed-in' || state.status === 'anonymous';
  useEffect(() => {
    if (!known) return undefined;
    const onStorage = (event: StorageEvent) => event.key === 'signed-in' && void load();
    const onShow = (event: PageTransitionEvent) => event.persisted && void load();
    addEventListener('storage', onStorage);
    addEventListener('pageshow', onShow);
    return () => {
      removeEventListener('storage', onStorage);
      removeEventListener('pageshow', onShow);
    };
  }, [known, load]);
}

export function SessionProvider({ children }: { children: ComponentChildren }) {
  const value = useSessionState();
  useRecheck(value);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}
