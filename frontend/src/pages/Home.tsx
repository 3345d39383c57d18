// Owns the bare address: it goes to the profile, or to sign-in where nobody has signed in with this browser.
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { Loading } from '../components/Loading';
import { HOME } from '../lib/next';
import { mayBeSignedIn } from '../lib/storage';

export function Home() {
  const { route } = useLocation();
  useEffect(() => route(mayBeSignedIn() ? HOME : '/login', true), [route]);
  return <Loading />;
}
