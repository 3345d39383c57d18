// Owns the page about oneself: who one is here, how the account is protected, and what is kept about it.
import { me, twofaStatus } from '../api/auth';
import { AboutSection } from '../components/AboutSection';
import { AppsSection } from '../components/AppsSection';
import { DataSection } from '../components/DataSection';
import { DevicesSection } from '../components/DevicesSection';
import { Loading } from '../components/Loading';
import { Alert } from '../components/Notice';
import { Overview } from '../components/Overview';
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
  const { value: status, error, busy, reload } = useLoaded(twofaStatus);
  const mine = useLoaded(me);
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
  return (
    <Shell title={t.profile.title}>
      {user && <Overview user={user} status={status} pendingEmail={pendingEmail} />}
      {user && <AppsSection />}
      {user && <AboutSection user={user} pendingEmail={pendingEmail} onChanged={() => void mine.reload()} />}
      <Alert error={error}>
        <TryAgain busy={busy} retry={reload} />
      </Alert>
      {!status && !error && <Loading />}
      {status && <TwoFactorSection status={status} told={told} onChanged={onChanged} />}
      {status?.enabled && <DevicesSection />}
      {status && config.limits.recoveryWaitSeconds > 0 && <RecoverySection />}
      {status && <DataSection />}
    </Shell>
  );
}
