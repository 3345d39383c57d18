// Owns one row of the list of sessions.
import type { Method, Session } from '../api/types';
import { agentName } from '../lib/agent';
import { moment } from '../lib/time';
import { Button } from './Button';

const METHODS: Record<Method, string> = {
  password: 'password',
  totp: 'authenticator app',
  backup_code: 'backup code',
  passkey: 'passkey',
  trusted_device: 'trusted browser',
};

interface RowProps {
  session: Session;
  busy: boolean;
  onEnd: () => void;
}

export function SessionRow({ session, busy, onEnd }: RowProps) {
  const name = agentName(session.userAgent);
  const how = session.methods.map((method) => METHODS[method] ?? method).join(' and ');
  return (
    <li>
      <div>
        <div class="row">
          <strong>{name}</strong>
          {session.current && <span class="badge on">This device</span>}
          {session.kind === 'token' && <span class="badge">API token</span>}
        </div>
        <p>
          Active <time dateTime={session.lastSeenAt}>{moment(session.lastSeenAt)}</time>
          {session.ip && <> · {session.ip}</>}
        </p>
        <p>
          Signed in <time dateTime={session.createdAt}>{moment(session.createdAt)}</time>
          {how && <> with {how}</>}
        </p>
      </div>
      {!session.current && (
        <Button look="quiet small" busy={busy} label={`Sign out ${name}`} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  );
}
