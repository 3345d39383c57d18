// Owns confirming a new address by a mailed link; opening it changes nothing, the button does, in a session of the account.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { confirmEmail, logout } from '../api/auth';
import { ApiError } from '../api/http';
import { Address } from '../components/Address';
import { Loading } from '../components/Loading';
import { OnePress } from '../components/OnePress';
import { Outcome } from '../components/Outcome';
import { useOnce } from '../lib/effect';
import { keepToken, takeToken } from '../lib/kept';
import { useLink } from '../lib/link';
import { CONFIRM_EMAIL, withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { useSubmit } from '../lib/submit';
import { t } from '../strings';
import { fill } from '../strings/fill';

/** Nobody is signed in: sign-in comes first, and brings its reader back here. */
export function SignInFirst({ here, token }: { here: string; token: string }) {
  const { route } = useLocation();
  useOnce(() => {
    keepToken(here, token);
    route(withNext('/login', here), true);
  });
  return <Loading />;
}

export function OtherAccount({ email }: { email: string }) {
  const { leave } = useSession();
  const change = useSubmit(async () => {
    await logout();
    leave();
  });
  return (
    <OnePress {...change} title={t.confirmEmail.otherTitle} icon="lock" tone="warn" act={t.confirmEmail.otherSubmit}>
      <p>{fill(t.confirmEmail.other, <Address email={email} />)}</p>
    </OnePress>
  );
}

function Done() {
  return (
    <Outcome title={t.confirmEmail.doneTitle} icon="done" href="/" go={t.confirmEmail.goOn}>
      {t.confirmEmail.done}
    </Outcome>
  );
}

function Dead() {
  return (
    <Outcome title={t.verify.dead} icon="clock" tone="warn" href="/profile" go={t.confirmEmail.toProfile}>
      {t.confirmEmail.dead}
    </Outcome>
  );
}

function useConfirm() {
  const { state, load } = useSession();
  const [kept] = useState(() => takeToken(CONFIRM_EMAIL));
  const link = useLink(async (given) => {
    try {
      await confirmEmail(given);
    } catch (error) {
      // Also the answer where another account is signed in: whether one is decides what comes next.
      if (error instanceof ApiError && error.code === 'not_signed_in') await load();
      throw error;
    }
    await load();
  }, kept);
  // Its reader has pressed the button before signing in.
  useOnce(() => {
    if (kept && link.token === kept) link.run();
  });
  return { ...link, state };
}

export function ConfirmEmail() {
  const { state, token, outcome, ...link } = useConfirm();
  if (outcome === 'done') return <Done />;
  if (outcome === 'dead' || !token) return <Dead />;
  if (link.error?.code === 'not_signed_in') {
    return state.status === 'signed-in' ? <OtherAccount email={state.user.email} /> : <SignInFirst here={CONFIRM_EMAIL} token={token} />;
  }
  return (
    <OnePress {...link} title={t.confirmEmail.title} icon="mail" act={t.confirmEmail.title}>
      <p>{t.confirmEmail.text}</p>
    </OnePress>
  );
}
