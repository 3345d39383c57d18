// Owns the page about oneself: who one is here, how the account is protected, and what is kept about it.
import { useState } from 'preact/hooks';
import { me, ownApps, twofaStatus } from '../api/auth';
import { AboutSection } from '../components/AboutSection';
import { AppsSection } from '../components/AppsSection';
import { DataSection } from '../components/DataSection';
import { DevicesSection } from '../components/DevicesSection';
import { Loading } from '../components/Loading';
import { Alert } from '../components/Notice';
import { Overview, signedIn } from '../components/Overview';
import { RecoverySection } from '../components/RecoverySection';
import { Shell } from '../components/Shell';
import { focusHeading } from '../components/Title';
import { TryAgain } from '../components/TryAgain';
import { TwoFactorSection } from '../components/TwoFactorSection';
import { config } from '../lib/config';
import { useOnce } from '../lib/effect';
import { hear } from '../lib/hand';
import { useLoaded } from '../lib/load';
import { useSession } from '../lib/session';
import { useTold } from '../lib/told';
import { t } from '../strings';

export function Profile() {
  const { state, load } = useSession();
  const factors = useLoaded(twofaStatus);
  const mine = useLoaded(me);
  const apps = useLoaded(ownApps);
  const signed = useLoaded(signedIn);
  const { value: status, error, busy, reload } = factors;
  // What came one after the other would move what is being read or pressed.
  const isWhole = [factors, mine, apps, signed].every((each) => each.value ?? each.error);
  const [isShown, show] = useState(false);
  if (isWhole && !isShown) show(true);
  const [told, setTold] = useTold();
  // The set-up leaves a word for the section that it leads back to.
  useOnce(() => setTold(hear()));
  async function onChanged(text: string): Promise<void> {
    setTold(text);
    await Promise.all([reload(), load(), mine.reload()]);
    // The button that asked may be gone with what it removed.
    if (document.activeElement === document.body) focusHeading('two-factor');
  }
  const user = state.status === 'signed-in' ? state.user : null;
  const pendingEmail = mine.value?.pendingEmail;
  if (!isShown) {
    return (
      <Shell title={t.profile.title}>
        <Loading />
      </Shell>
    );
  }
  return (
    <Shell title={t.profile.title}>
      {user && <Overview user={user} status={status} pendingEmail={pendingEmail} signed={signed.value} />}
      <AppsSection apps={apps.value?.apps ?? []} />
      {user && <AboutSection user={user} pendingEmail={pendingEmail} onChanged={() => void mine.reload()} />}
      <Alert error={error}>
        <TryAgain busy={busy} retry={reload} />
      </Alert>
      {status && <TwoFactorSection status={status} told={told} onChanged={onChanged} />}
      {status?.enabled && <DevicesSection />}
      {status && config.limits.recoveryWaitSeconds > 0 && <RecoverySection />}
      {status && <DataSection />}
    </Shell>
  );
}
