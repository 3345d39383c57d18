// Owns confirming a new address by a mailed link; opening it changes nothing, the button does, in a session of the account.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { confirmEmail, logout } from '../api/auth';
import { ApiError } from '../api/http';
import { Button } from '../components/Button';
import { Gate } from '../components/Gate';
import { Loading } from '../components/Loading';
import { Alert } from '../components/Notice';
import { Refusal } from '../components/LockNotice';
import { useAction } from '../lib/action';
import { useOnce } from '../lib/effect';
import { keepToken, takeToken } from '../lib/kept';
import { useLink } from '../lib/link';
import { CONFIRM_EMAIL, withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { t } from '../strings';
import { fill } from '../strings/fill';

/** Nobody is signed in: sign-in comes first, and brings its reader back here. */
function SignInFirst({ token }: { token: string }) {
  const { route } = useLocation();
  useOnce(() => {
    keepToken(token);
    route(withNext('/login', CONFIRM_EMAIL), true);
  });
  return <Loading />;
}

function OtherAccount({ email }: { email: string }) {
  const { leave } = useSession();
  const change = useAction(async () => {
    await logout();
    leave();
  });
  return (
    <Gate title={t.confirmEmail.otherTitle} icon="lock" tone="warn">
      <p class="soft">{fill(t.confirmEmail.other, <strong class="address">{email}</strong>)}</p>
      <Alert error={change.error} />
      <Button look="wide" busy={change.busy} onClick={() => void change.run()}>
        {t.confirmEmail.otherSubmit}
      </Button>
    </Gate>
  );
}

function Done() {
  return (
    <Gate title={t.confirmEmail.doneTitle} icon="done">
      <p class="soft">{t.confirmEmail.done}</p>
      <a class="button wide" href="/">
        {t.confirmEmail.goOn}
      </a>
    </Gate>
  );
}

function Dead() {
  return (
    <Gate title={t.verify.dead} icon="clock" tone="warn">
      <p class="soft">{t.confirmEmail.dead}</p>
      <a class="button wide" href="/profile">
        {t.confirmEmail.toProfile}
      </a>
    </Gate>
  );
}

function useConfirm() {
  const { state, load } = useSession();
  const [kept] = useState(takeToken);
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
  const { state, token, outcome, run, busy, error, lock } = useConfirm();
  if (outcome === 'done') return <Done />;
  if (outcome === 'dead' || !token) return <Dead />;
  if (error?.code === 'not_signed_in') {
    return state.status === 'signed-in' ? <OtherAccount email={state.user.email} /> : <SignInFirst token={token} />;
  }
  return (
    <Gate title={t.confirmEmail.title} icon="mail">
      <p class="soft">{t.confirmEmail.text}</p>
      <Refusal error={error} lock={lock} />
      <Button look="wide" busy={busy} waiting={lock > 0} onClick={() => run()}>
        {t.confirmEmail.title}
      </Button>
    </Gate>
  );
}
