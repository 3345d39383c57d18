// Owns the page about oneself: who one is here, how the account is protected, and what is kept about it.
import { twofaStatus } from '../api/auth';
import { AboutSection } from '../components/AboutSection';
import { DataSection } from '../components/DataSection';
import { DevicesSection } from '../components/DevicesSection';
import { Loading } from '../components/Loading';
import { Alert } from '../components/Notice';
import { Shell } from '../components/Shell';
import { focusHeading } from '../components/Title';
import { TryAgain } from '../components/TryAgain';
import { FewCodes, TwoFactorSection } from '../components/TwoFactorSection';
import { useLoaded } from '../lib/load';
import { useSession } from '../lib/session';
import { useTold } from '../lib/told';
import { t } from '../strings';

const FEW = 3;

export function Profile() {
  const { state, load } = useSession();
  const { value: status, error, busy, reload } = useLoaded(twofaStatus);
  const [told, setTold] = useTold();
  async function onOff(): Promise<void> {
    setTold(t.second.offDone);
    await Promise.all([reload(), load()]);
    focusHeading('two-factor');
  }
  return (
    <Shell title={t.profile.title}>
      <div role="status">
        {status?.enabled && status.backupCodesRemaining <= FEW && <FewCodes left={status.backupCodesRemaining} />}
      </div>
      {state.status === 'signed-in' && <AboutSection user={state.user} />}
      <Alert error={error}>
        <TryAgain busy={busy} retry={reload} />
      </Alert>
      {!status && !error && <Loading />}
      {status && <TwoFactorSection status={status} told={told} onOff={onOff} />}
      {status?.enabled && <DevicesSection />}
      {status && <DataSection />}
    </Shell>
  );
}
