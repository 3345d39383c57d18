// Owns one row of the list of sessions.
import type { Session } from '../api/types';
import { deviceName, machineOf } from '../lib/agent';
import { moment } from '../lib/time';
import { listed, t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Row } from './Section';

interface RowProps {
  /** Alike in all that the row tells, the last seen first. */
  alike: [Session, ...Session[]];
  busy: boolean;
  onEnd: () => void;
}

export const methodsText = (methods: readonly string[]) =>
  listed(methods.map((method) => t.methods[method] ?? method));

const Moment = ({ at }: { at: string }) => <time dateTime={at}>{moment(at)}</time>;

export function SessionRow({ alike, busy, onEnd }: RowProps) {
  const [session] = alike;
  const count = alike.length;
  const name = deviceName(session);
  const title = (
    <>
      <strong>{name}</strong>
      {session.current && <span class="badge on">{t.sessions.current}</span>}
      {session.kind === 'token' && <span class="badge">{t.sessions.token}</span>}
      {count > 1 && <span class="badge">{t.sessions.count(count)}</span>}
    </>
  );
  const end = !session.current && (
    <Button look="quiet small" busy={busy} label={count > 1 ? t.sessions.endAll(name, count) : t.sessions.end(name)} onClick={onEnd}>
      {t.common.signOut}
    </Button>
  );
  return (
    <Row icon={machineOf(session.userAgent)} tone={session.current ? 'good' : undefined} title={title} action={end}>
      <p>
        {session.current ? t.sessions.now : fill(t.sessions.active, <Moment at={session.lastSeenAt} />)}
        {session.ip && <> · <bdi translate={false}>{session.ip}</bdi></>}
      </p>
      <p>{fill(t.sessions.signedIn, <Moment at={session.createdAt} />, methodsText(session.methods))}</p>
    </Row>
  );
}
