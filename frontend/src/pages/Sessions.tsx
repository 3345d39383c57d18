// Owns the page of everywhere one is signed in, and of ending that.
import { useState } from 'preact/hooks';
import { endOtherSessions, endSession, logoutAll, sessions } from '../api/auth';
import type { Session } from '../api/types';
import { Button } from '../components/Button';
import { Confirm } from '../components/Confirm';
import { Loading } from '../components/Loading';
import { Alert, Notice, Status } from '../components/Notice';
import { SessionRow } from '../components/SessionRow';
import { Shell } from '../components/Shell';
import { focusHeading } from '../components/Title';
import { useAction } from '../lib/action';
import { agentName } from '../lib/agent';
import { useLoaded } from '../lib/load';
import { useSession } from '../lib/session';

type Asking = 'others' | 'all' | null;

function useSessions() {
  const { leave } = useSession();
  const { value, error, reload } = useLoaded(sessions);
  const [told, setTold] = useState('');
  const [asking, ask] = useState<Asking>(null);
  async function refresh(text: string): Promise<void> {
    await reload();
    ask(null);
    setTold(text);
    focusHeading();
  }
  const end = useAction(async (session: Session) => {
    await endSession(session.id);
    await refresh(`Signed out ${agentName(session.userAgent)}.`);
  });
  async function endOthers(): Promise<void> {
    await endOtherSessions();
    await refresh('Signed out everywhere else.');
  }
  async function endAll(): Promise<void> {
    await logoutAll();
    leave();
  }
  return { list: value?.sessions, error: error ?? end.error, told, asking, ask, end, endOthers, endAll };
}

function Questions({ asking, ask, endOthers, endAll }: Pick<ReturnType<typeof useSessions>, 'asking' | 'ask' | 'endOthers' | 'endAll'>) {
  const close = () => ask(null);
  if (asking === 'others') {
    return (
      <Confirm
        title="Sign out everywhere else?"
        text="Every other browser and app has to sign in again. You stay signed in here."
        act="Sign out everywhere else"
        onConfirm={endOthers}
        onClose={close}
      />
    );
  }
  if (asking !== 'all') return null;
  return (
    <Confirm
      title="Sign out everywhere?"
      text="Every browser and app has to sign in again, this one too."
      act="Sign out everywhere"
      onConfirm={endAll}
      onClose={close}
    />
  );
}

export function Sessions() {
  const page = useSessions();
  const others = page.list?.some((session) => !session.current);
  return (
    <Shell title="Sessions">
      <p class="soft">Where you are signed in. Something you do not know? Sign it out.</p>
      <Status>
        {page.told && (
          <Notice>
            <p>{page.told}</p>
          </Notice>
        )}
      </Status>
      <Alert error={page.error} />
      {!page.list && !page.error && <Loading />}
      <ul class="list" aria-label="Sessions" hidden={!page.list}>
        {page.list?.map((session) => (
          <SessionRow key={session.id} session={session} busy={page.end.busy} onEnd={() => void page.end.run(session)} />
        ))}
      </ul>
      <div class="row">
        {others && (
          <Button look="quiet" onClick={() => page.ask('others')}>
            Sign out everywhere else
          </Button>
        )}
        <Button look="plain" onClick={() => page.ask('all')}>
          Sign out everywhere
        </Button>
      </div>
      <Questions {...page} />
    </Shell>
  );
}
