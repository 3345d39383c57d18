// Owns who may see a page: Private sends strangers to sign in, Public sends on whoever is signed in already.
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { useHere } from '../lib/here';
import { safeNext, SETUP, withFragment, withNext } from '../lib/next';
import { useSession, type SessionState } from '../lib/session';
import { mayBeSignedIn } from '../lib/storage';
import { useFragment, useWanted } from '../lib/wanted';
import { Unreachable } from '../pages/Unreachable';
import { Loading } from './Loading';

interface Guarded {
  children: ComponentChildren;
}

/** Where a stranger, or somebody who must enrol first, is sent instead of `url`; null where the page may show. */
function detour(state: SessionState, url: string, path: string): string | null {
  if (state.status === 'signed-in') return state.mustEnrol && path !== SETUP ? withNext(SETUP, url) : null;
  if (state.status !== 'anonymous') return null;
  if (state.reason === 'left') return '/login';
  if (state.reason === 'closed') return '/login?closed=1';
  return withNext(state.reason === 'ended' ? '/login?out=1' : '/login', url);
}

export function Private({ children }: Guarded) {
  const { state, load } = useSession();
  const { url, path, route } = useLocation();
  const here = useHere();
  const fragment = useFragment();
  const elsewhere = here ? detour(state, withFragment(url, fragment), path) : null;
  useEffect(() => {
    if (state.status === 'unknown') void load();
  }, [state.status, load]);
  useEffect(() => {
    if (elsewhere) route(elsewhere, true);
  }, [elsewhere, route]);
  if (state.status === 'unreachable') return <Unreachable retry={load} />;
  return state.status === 'signed-in' && !elsewhere ? <>{children}</> : <Loading />;
}

export function Public({ children }: Guarded) {
  const { state, load } = useSession();
  const { route } = useLocation();
  const here = useHere();
  const wanted = useWanted();
  const unsure = state.status === 'unknown' && mayBeSignedIn();
  const inside = state.status === 'signed-in';
  useEffect(() => {
    if (unsure) void load();
  }, [unsure, load]);
  useEffect(() => {
    if (state.status !== 'signed-in' || !here) return;
    route(state.mustEnrol ? withNext(SETUP, wanted) : safeNext(wanted), true);
  }, [state, wanted, route, here]);
  return unsure || inside ? <Loading /> : <>{children}</>;
}
