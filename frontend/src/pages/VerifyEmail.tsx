// Owns confirming an address: opening the link spends nothing (mail scanners open links), a button does.
import { useState } from 'preact/hooks';
import { resendVerification } from '../api/auth';
import type { Waiting } from '../api/types';
import { Address } from '../components/Address';
import { Button } from '../components/Button';
import { Form, type Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Refusal } from '../components/LockNotice';
import { Looking } from '../components/Looking';
import { NewPassword } from '../components/NewPassword';
import { Status } from '../components/Notice';
import { Outcome } from '../components/Outcome';
import { deviceName } from '../lib/agent';
import { config } from '../lib/config';
import { useWhen } from '../lib/effect';
import { withNext } from '../lib/next';
import { moment, span } from '../lib/time';
import { useToken } from '../lib/token';
import { useVerification } from '../lib/verification';
import { takeWanted } from '../lib/wanted';
import { add, t } from '../strings';
import { door } from '../strings/en/door';
import { fill } from '../strings/fill';
import { AskMail } from './AskMail';

add({ door });

function Registered({ at, from, device }: { at: string; from: string; device: string }) {
  return (
    <dl class="facts">
      <dt>{t.verify.when}</dt>
      <dd>
        <time dateTime={at}>{moment(at)}</time>
      </dd>
      <dt>{t.verify.from}</dt>
      <dd>{from}</dd>
      <dt>{t.verify.device}</dt>
      <dd>{deviceName({ device, userAgent: '' })}</dd>
    </dl>
  );
}

function About({ waiting }: { waiting: Waiting }) {
  const { email, registeredAt, registeredFrom, device } = waiting;
  const address = <Address email={email} />;
  if (!registeredFrom) return <p>{fill(t.verify.textMade, address)}</p>;
  return (
    <>
      <p>{fill(t.verify.text, address)}</p>
      <Registered at={registeredAt} from={registeredFrom} device={device} />
    </>
  );
}

function Verified() {
  const [wanted] = useState(() => takeWanted());
  return (
    <Outcome title={t.verify.doneTitle} icon="done" href={withNext('/login', wanted)} go={t.common.signIn}>
      {t.verify.done}
    </Outcome>
  );
}

function Declined() {
  return (
    <Outcome title={t.verify.declinedTitle} icon="done">
      {t.verify.declined}
    </Outcome>
  );
}

/** The link that opened the door is used up, or the door was shut meanwhile. */
function Refused() {
  return (
    <Outcome title={t.door.refusedTitle} icon="lock" tone="warn" help>
      {t.door.refused}
    </Outcome>
  );
}

function AskForLink({ dead }: { dead: boolean }) {
  return (
    <AskMail
      title={dead ? t.verify.dead : t.verify.title}
      text={t.verify.ask(span(config.limits.verifyEmailSeconds))}
      submitLabel={t.verify.send}
      sent={t.verify.sent}
      send={resendVerification}
    />
  );
}

function Link({ token }: { token: string }) {
  const link = useVerification(token);
  const { step, waiting, choosing, busy, error, lock } = link;
  const isAsked = choosing && Boolean(waiting?.registeredFrom);
  useWhen(isAsked, () => document.getElementById('new-password')?.focus());
  if (step === 'verified') return <Verified />;
  if (step === 'declined') return <Declined />;
  if (step === 'refused') return <Refused />;
  if (step === 'dead') return <AskForLink dead />;
  if (!waiting) return <Looking {...link} title={t.verify.title} />;
  return (
    <Gate title={t.verify.title} icon="mail" trust={choosing}>
      <About waiting={waiting} />
      <Refusal error={error} lock={lock} />
      <Status tone="warn">{isAsked && t.verify.choose}</Status>
      <Form error={error} onSubmit={({ password }: Values) => link.verify(password)}>
        {choosing && <NewPassword name="password" about={[waiting.email]} error={error?.fields.password?.[0]} />}
        <Button submit look="wide" busy={busy} waiting={lock > 0}>
          {t.verify.submit}
        </Button>
      </Form>
      {waiting.registeredFrom && (
        <Button look="quiet wide" busy={busy} waiting={lock > 0} onClick={link.decline}>
          {t.verify.decline}
        </Button>
      )}
    </Gate>
  );
}

export function VerifyEmail() {
  const token = useToken();
  return token ? <Link key={token} token={token} /> : <AskForLink dead={false} />;
}
