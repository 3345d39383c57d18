// Owns signing in with email and password, or with a passkey alone.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { login, me, passkeyLogin, passkeyLoginOptions, pending, resendVerification } from '../api/auth';
import type { CredentialJson } from '../api/types';
import { Button } from '../components/Button';
import { Field, PasswordField } from '../components/Field';
import { Form, type Values } from '../components/Form';
import { Gate } from '../components/Gate';
import { Refusal, saysWhomToAsk } from '../components/LockNotice';
import { Arrival } from '../components/Notice';
import { Unused } from '../components/PasskeyForm';
import { Resend } from '../components/Resend';
import { Towards } from '../components/Towards';
import { refuse } from '../lib/action';
import { assertKept } from '../lib/cookies';
import { domainsText, doorOf } from '../lib/door';
import { askedBy, CONFIRM_EMAIL, JOIN, withNext } from '../lib/next';
import { getPasskey, isSupported, useAutofill, useCeremony } from '../lib/passkeys';
import { useSession } from '../lib/session';
import { useSubmit } from '../lib/submit';
import { keepWanted, useWanted } from '../lib/wanted';
import { t } from '../strings';
import { fill } from '../strings/fill';

function check({ email, password }: Values): { email: string; password: string } {
  const missing: Record<string, string> = {};
  if (!email?.trim()) missing.email = t.check.email;
  if (!password) missing.password = t.check.password;
  if (!email?.trim() || !password) return refuse(missing);
  return { email: email.trim(), password };
}

function useLogin(wanted: string | undefined) {
  const { signIn, begin } = useSession();
  const { route } = useLocation();
  const [email, setEmail] = useState('');
  const submit = useSubmit(async (values: Values) => {
    const given = check(values);
    setEmail(given.email);
    const answer = await login(given.email, given.password);
    // A trusted browser is let in at once: what else is known of the account, such as an open recovery, comes with it.
    if (!answer.requires2FA) return signIn({ ...answer, ...(await assertKept(me)) });
    await assertKept(pending);
    begin({ ...answer, email: given.email });
    route(withNext('/two-factor', wanted));
  });
  async function resend(): Promise<void> {
    await resendVerification(email);
    keepWanted(wanted);
  }
  return { ...submit, resend };
}

/** By the button, or with what was picked among the suggestions of the address field. */
function usePasskeyLogin() {
  const { signIn } = useSession();
  const ceremony = useCeremony(
    async (picked?: CredentialJson) => picked ?? getPasskey(passkeyLoginOptions),
    async (credential) => {
      const answer = await passkeyLogin(credential);
      await assertKept(me);
      signIn(answer);
    },
  );
  useAutofill(!ceremony.busy, passkeyLoginOptions, ceremony.run);
  return ceremony;
}

function PasskeyLogin() {
  const { run, busy, error, lock, unused } = usePasskeyLogin();
  return (
    <div class="stack">
      <Refusal error={error} lock={lock} />
      <Button look="quiet wide" icon="key" busy={busy} waiting={lock > 0} onClick={() => run()}>
        {t.passkeys.signIn}
      </Button>
      <Unused unused={unused} />
    </div>
  );
}

/** Why one is here again. */
function reasonIn(query: Record<string, string>): string {
  // An address may be typed: what stands in it only picks one of our sentences.
  const why = (['expired', 'ended', 'out'] as const).find((reason) => reason in query);
  if (why) return t.login[why];
  if (query.next === CONFIRM_EMAIL) return t.login.confirmFirst;
  if (query.next === JOIN) return t.login.joinFirst;
  return 'closed' in query ? t.login.closed : '';
}

/** What somebody without an account can do. */
function Newcomer({ wanted }: { wanted: string | undefined }) {
  const door = doorOf();
  const register = <a href={withNext('/register', wanted)}>{t.login.register}</a>;
  if (door === 'invited') return <>{t.login.newInvited}</>;
  if (door === 'closed') return <>{t.login.newClosed}</>;
  if (door === 'open') return <>{fill(t.login.newHere, register)}</>;
  return <>{fill(t.login.newAt, register, <bdi translate={false}>{domainsText()}</bdi>)}</>;
}

export function Login() {
  const { query } = useLocation();
  const wanted = useWanted();
  const asked = askedBy(wanted);
  const { run, busy, error, lock, resend } = useLogin(wanted);
  const forgot = (
    <a class="small" href={withNext('/forgot-password', wanted)}>
      {t.login.forgot}
    </a>
  );
  return (
    <Gate title={t.login.title} trust footer={<Newcomer wanted={wanted} />} help={doorOf() !== 'open' && !saysWhomToAsk(error, lock)}>
      {asked && <Towards asked={asked} text={t.login.towards} />}
      <Arrival tone={'closed' in query ? 'done' : 'wait'}>{!error && reasonIn(query)}</Arrival>
      <Refusal error={error} lock={lock}>
        {error?.code === 'email_unverified' && <Resend send={resend} />}
      </Refusal>
      <Form error={error} onSubmit={run}>
        <Field
          id="email"
          name="email"
          type="email"
          label={t.common.email}
          autoComplete="username webauthn"
          first
          error={error?.fields.email?.[0]}
        />
        <PasswordField
          id="current-password"
          name="password"
          label={t.common.password}
          autoComplete="current-password"
          below={<p class="below">{forgot}</p>}
          error={error?.fields.password?.[0]}
        />
        <Button submit look="wide" busy={busy} waiting={lock > 0}>
          {t.login.title}
        </Button>
      </Form>
      {isSupported() && <PasskeyLogin />}
    </Gate>
  );
}
