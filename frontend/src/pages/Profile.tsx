// Owns the page about oneself: who one is here, and how the account is protected.
import { useState } from 'preact/hooks';
import { twofaStatus } from '../api/auth';
import type { User } from '../api/types';
import { Button } from '../components/Button';
import { Loading } from '../components/Loading';
import { Alert, Notice, Status } from '../components/Notice';
import { Shell } from '../components/Shell';
import { focusHeading } from '../components/Title';
import { FewCodes, TwoFactorSection } from '../components/TwoFactorSection';
import { useLoaded } from '../lib/load';
import { useSession } from '../lib/session';
import { day } from '../lib/time';

const FEW = 3;

function About({ user }: { user: User }) {
  return (
    <section class="stack" aria-labelledby="about">
      <h2 id="about">About you</h2>
      <dl class="list pairs">
        {user.name && (
          <div>
            <dt>Name</dt>
            <dd>{user.name}</dd>
          </div>
        )}
        <div>
          <dt>Email</dt>
          <dd class="row">
            <span class="address">{user.email}</span> {user.emailVerified && <span class="badge">Confirmed</span>}
          </dd>
        </div>
        <div>
          <dt>Member since</dt>
          <dd>
            <time dateTime={user.createdAt}>{day(user.createdAt)}</time>
          </dd>
        </div>
      </dl>
    </section>
  );
}

export function Profile() {
  const { state, load } = useSession();
  const { value: status, error, busy, reload } = useLoaded(twofaStatus);
  const [turnedOff, setTurnedOff] = useState(false);
  async function onOff(): Promise<void> {
    setTurnedOff(true);
    await Promise.all([reload(), load()]);
    focusHeading();
  }
  return (
    <Shell title="Profile">
      <Status>
        {turnedOff && (
          <Notice>
            <p>Two-factor authentication is off. Your other devices have been signed out.</p>
          </Notice>
        )}
      </Status>
      {status?.enabled && status.backupCodesRemaining <= FEW && <FewCodes left={status.backupCodesRemaining} />}
      {state.status === 'signed-in' && <About user={state.user} />}
      <Alert error={error}>
        <Button look="quiet small" busy={busy} onClick={() => void reload()}>
          Try again
        </Button>
      </Alert>
      {status && <TwoFactorSection status={status} onOff={onOff} />}
      {!status && !error && <Loading />}
    </Shell>
  );
}
