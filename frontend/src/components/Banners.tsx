// Owns what stands above each page inside: first what may be an attack, then what the account needs by a date.
import { useLocation } from 'preact-iso';
import { SETUP } from '../lib/next';
import { useSession } from '../lib/session';
import { OpenRecovery } from './OpenRecovery';
import { SetUpBy } from './SetUpBy';

export function Banners() {
  const { state } = useSession();
  const { path } = useLocation();
  if (state.status !== 'signed-in') return null;
  const { user, mustEnrol, setUpBy, recovery } = state;
  return (
    <>
      {recovery && <OpenRecovery key={recovery} readyAt={recovery} />}
      {setUpBy && !mustEnrol && path !== SETUP && <SetUpBy user={user} by={setUpBy} />}
    </>
  );
}
