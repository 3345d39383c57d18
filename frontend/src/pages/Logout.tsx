// Owns signing out at an address that apps link to: one press, and then the app of `rd` or the sign-in page.
import { useLocation } from 'preact-iso';
import { logout, wayBack } from '../api/auth';
import { Address } from '../components/Address';
import { Loading } from '../components/Loading';
import { OnePress } from '../components/OnePress';
import { Outcome } from '../components/Outcome';
import { Towards } from '../components/Towards';
import { useOnce } from '../lib/effect';
import { withFragment, withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { useSubmit } from '../lib/submit';
import { useFragment, useWanted } from '../lib/wanted';
import { add, t } from '../strings';
import { logout as words } from '../strings/en/logout';
import { fill } from '../strings/fill';
import { Unreachable } from './Unreachable';

add({ logout: words });

/** The place of `rd` where the server leads back to it; nothing else is ever opened. */
const placeOf = (rd: string | undefined) => (rd ? wayBack({ rd }).then(({ url }) => url, () => null) : null);

function SignOut({ email }: { email: string }) {
  const { query, route } = useLocation();
  const { leave } = useSession();
  const fragment = useFragment();
  const { rd } = query;
  const press = useSubmit(async () => {
    await logout();
    const place = await placeOf(rd);
    if (place) location.replace(withFragment(place, fragment));
    leave();
    if (!place) route('/login', true);
  });
  return (
    <OnePress {...press} title={t.logout.title} icon="leave" act={t.logout.title}>
      <p>{fill(t.logout.text, <Address email={email} />)}</p>
      <p>{t.logout.all}</p>
      {rd && <Towards asked={{ rd }} text={t.logout.towards} />}
    </OnePress>
  );
}

export function Logout() {
  const { state, load } = useSession();
  const wanted = useWanted();
  useOnce(() => void load());
  if (state.status === 'unreachable') return <Unreachable retry={load} />;
  if (state.status === 'signed-in') return <SignOut email={state.user.email} />;
  if (state.status === 'unknown') return <Loading />;
  return (
    <Outcome title={t.logout.outTitle} icon="done" href={withNext('/login', wanted)} go={t.common.signIn}>
      {t.logout.out}
    </Outcome>
  );
}
