// Owns the page of everywhere one is signed in, and of ending that.
import { useState } from 'preact/hooks';
import { endOtherSessions, endSession, logoutAll, sessions } from '../api/auth';
import { ApiError } from '../api/http';
import type { Session } from '../api/types';
import { Button } from '../components/Button';
import { FormDialog } from '../components/FormDialog';
import { Loading } from '../components/Loading';
import { Alert, Status } from '../components/Notice';
import { SessionRow } from '../components/SessionRow';
import { Shell } from '../components/Shell';
import { focusHeading } from '../components/Title';
import { TryAgain } from '../components/TryAgain';
import { useAction } from '../lib/action';
import { deviceName } from '../lib/agent';
import { useLoaded } from '../lib/load';
import { useSession } from '../lib/session';
import { useTold } from '../lib/told';
import { t } from '../strings';
import { fill } from '../strings/fill';

type Asking = 'others' | 'all' | null;
type Alike = [Session, ...Session[]];

/** One that is over already needs no ending. */
function ignoreEnded(reason: unknown): void {
  if (!(reason instanceof ApiError) || reason.status !== 404) throw reason;
}

const likeness = ({ device, kind, ip, methods }: Session) => JSON.stringify([device, kind, ip, methods]);

/** Sessions that look the same to a person are one row; the present one stands alone. */
function group(list: Session[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const session of list) {
    const key = session.current ? session.id : likeness(session);
    const found = groups.get(key);
    if (found) found.push(session);
    else groups.set(key, [session]);
  }
  return [...groups.values()];
}

function useSessions() {
  const { leave } = useSession();
  const { value, error, busy, reload } = useLoaded(sessions);
  const [told, setTold] = useTold();
  const [asking, ask] = useState<Asking>(null);
  async function refresh(text: string): Promise<void> {
    await reload();
    ask(null);
    setTold(text);
    focusHeading();
  }
  const end = useAction(async (alike: Alike) => {
    await Promise.all(alike.map(({ id }) => endSession(id).catch(ignoreEnded)));
    await refresh(t.sessions.ended(deviceName(alike[0])));
  });
  async function endOthers(): Promise<void> {
    await endOtherSessions();
    await refresh(t.sessions.othersDone);
  }
  async function endAll(): Promise<void> {
    await logoutAll();
    leave();
  }
  return { list: value?.sessions, failed: error, busy, reload, told, asking, ask, end, endOthers, endAll };
}

type Page = ReturnType<typeof useSessions>;

function Questions({ asking, ask, endOthers, endAll }: Page) {
  const close = () => ask(null);
  if (asking === 'others') {
    return (
      <FormDialog danger title={t.sessions.othersAsk} text={t.sessions.othersText} act={t.sessions.others} send={endOthers} onClose={close} />
    );
  }
  if (asking !== 'all') return null;
  return <FormDialog danger title={t.sessions.allAsk} text={t.sessions.allText} act={t.sessions.all} send={endAll} onClose={close} />;
}

function List({ list, end }: { list: Session[]; end: Page['end'] }) {
  const alone = list.every((session) => session.current);
  return (
    <>
      <ul class="list" aria-label={t.sessions.title}>
        {group(list).map((alike) => (
          <SessionRow key={alike[0].id} alike={alike} busy={end.busy} onEnd={() => void end.run(alike)} />
        ))}
      </ul>
      {alone && <p class="hint">{t.sessions.alone}</p>}
    </>
  );
}

export function Sessions() {
  const page = useSessions();
  const others = page.list?.some((session) => !session.current);
  return (
    <Shell title={t.sessions.title}>
      <p class="soft lead">{t.sessions.text}</p>
      <Status>
        {page.told && (
          <>
            <p>{page.told}</p>
            <p>{fill(t.sessions.notMe, <a href="/profile/password">{t.sessions.notMeLink}</a>)}</p>
          </>
        )}
      </Status>
      <Alert error={page.failed ?? page.end.error}>
        {page.failed && <TryAgain busy={page.busy} retry={page.reload} />}
      </Alert>
      {!page.list && !page.failed && <Loading />}
      {page.list && <List list={page.list} end={page.end} />}
      <div class="row">
        {others && (
          <Button look="quiet" onClick={() => page.ask('others')}>
            {t.sessions.others}
          </Button>
        )}
        <Button look="plain" onClick={() => page.ask('all')}>
          {t.sessions.all}
        </Button>
      </div>
      <Questions {...page} />
    </Shell>
  );
}
