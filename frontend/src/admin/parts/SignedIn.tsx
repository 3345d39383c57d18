// Owns where one person is signed in, which browsers are asked for no code, and which programs have a token.
import { signedIn } from '../../api/admin';
import type { AppToken, PersonSession, TrustedBrowser } from '../../api/admin.shapes';
import { methodsText } from '../../components/SessionRow';
import { Row, Section } from '../../components/Section';
import { machineOf } from '../../lib/agent';
import { day, moment } from '../../lib/time';
import { fill } from '../../strings/fill';
import { useAnswer } from '../state/answer';
import { w } from '../words';
import { Awaited } from './Trouble';

const Moment = ({ at }: { at: string }) => <time dateTime={at}>{moment(at)}</time>;

function SessionLine({ session: { device, kind, ip, lastSeenAt, createdAt, amr } }: { session: PersonSession }) {
  const title = (
    <>
      <strong>{device}</strong>
      {kind === 'token' && <span class="badge">{w.person.token}</span>}
    </>
  );
  return (
    <Row icon={kind === 'token' ? 'program' : machineOf(device)} title={title}>
      <p>
        {fill(w.person.session, <Moment at={lastSeenAt} />)}
        {ip && <bdi translate={false}>{` · ${ip}`}</bdi>}
      </p>
      <p>{fill(w.person.signedIn, <Moment at={createdAt} />, methodsText(amr))}</p>
    </Row>
  );
}

function BrowserLine({ browser: { device, ip, createdAt, lastUsedAt } }: { browser: TrustedBrowser }) {
  return (
    <Row icon={machineOf(device)} title={<strong>{device}</strong>}>
      <p>
        {fill(w.person.used, <Moment at={lastUsedAt ?? createdAt} />)}
        {ip && <bdi translate={false}>{` · ${ip}`}</bdi>}
      </p>
    </Row>
  );
}

function TokenLine({ token: { name, origin, lastUsedAt, expiresAt } }: { token: AppToken }) {
  return (
    <Row icon="program" title={<strong>{name}</strong>}>
      <p>
        <span translate={false}>{new URL(origin).host}</span>
        {' · '}
        {lastUsedAt ? fill(w.person.used, <Moment at={lastUsedAt} />) : w.person.unused}
        {' · '}
        {fill(w.person.tokenUntil, <time dateTime={expiresAt}>{day(expiresAt)}</time>)}
      </p>
    </Row>
  );
}

/** `version` changes with each act, which may have ended what is listed. */
export function SignedIn({ id, version }: { id: string; version: number }) {
  const answer = useAnswer(() => signedIn(id), String(version));
  const { sessions = [], trustedBrowsers = [], appTokens = [] } = answer.value ?? {};
  return (
    <Section id="sessions" title={w.person.sessions}>
      <Awaited answer={answer} />
      {answer.value && sessions.length === 0 && <p class="empty">{w.person.noSessions}</p>}
      {sessions.length > 0 && (
        <ul class="list" aria-label={w.person.sessions}>
          {sessions.map((session) => (
            <SessionLine key={session.id} session={session} />
          ))}
        </ul>
      )}
      {trustedBrowsers.length > 0 && (
        <>
          <h3 id="browsers">{w.person.browsers}</h3>
          <ul class="list" aria-labelledby="browsers">
            {trustedBrowsers.map((browser) => (
              <BrowserLine key={browser.id} browser={browser} />
            ))}
          </ul>
        </>
      )}
      {appTokens.length > 0 && (
        <>
          <h3 id="app-tokens">{w.person.appTokens}</h3>
          <ul class="list" aria-labelledby="app-tokens">
            {appTokens.map((token) => (
              <TokenLine key={token.id} token={token} />
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
