// Owns confirming a recovery address by a mailed link; opening it changes nothing, the button does, in a session of the account.
import { useState } from 'preact/hooks';
import { ApiError } from '../api/http';
import { confirmRecoveryAddress } from '../api/recovery';
import { OnePress } from '../components/OnePress';
import { Outcome } from '../components/Outcome';
import { useOnce } from '../lib/effect';
import { takeToken } from '../lib/kept';
import { useLink } from '../lib/link';
import { HOME } from '../lib/next';
import { useSession } from '../lib/session';
import { add, t } from '../strings';
import { recovery } from '../strings/en/recovery';
import { OtherAccount, SignInFirst } from './ConfirmEmail';

add({ recovery });

const HERE = '/confirm-recovery-address';

function useConfirm() {
  const { state, load } = useSession();
  const [kept] = useState(() => takeToken(HERE));
  const link = useLink(async (given) => {
    try {
      await confirmRecoveryAddress(given);
    } catch (error) {
      // Also the answer where another account is signed in: whether one is decides what comes next.
      if (error instanceof ApiError && error.code === 'not_signed_in') await load();
      throw error;
    }
  }, kept);
  // Its reader has pressed the button before signing in.
  useOnce(() => {
    if (kept && link.token === kept) link.run();
  });
  return { ...link, state };
}

export function ConfirmRecoveryAddress() {
  const { state, token, outcome, ...link } = useConfirm();
  if (outcome === 'done') {
    return (
      <Outcome title={t.recovery.confirmedTitle} icon="done" href={HOME} go={t.confirmEmail.toProfile}>
        {t.recovery.confirmed}
      </Outcome>
    );
  }
  if (outcome === 'dead' || !token) {
    return (
      <Outcome title={t.verify.dead} icon="clock" tone="warn" href={HOME} go={t.confirmEmail.toProfile}>
        {t.recovery.confirmDead}
      </Outcome>
    );
  }
  if (link.error?.code === 'not_signed_in') {
    return state.status === 'signed-in' ? <OtherAccount email={state.user.email} /> : <SignInFirst here={HERE} token={token} />;
  }
  return (
    <OnePress {...link} title={t.recovery.confirmTitle} icon="mail" act={t.recovery.confirmTitle}>
      <p>{t.recovery.confirmText}</p>
    </OnePress>
  );
}
