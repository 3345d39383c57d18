// Owns asking a person for a proof in the way that they have: passkey first, a code one press away, or the password.
import type { ComponentChildren } from 'preact';
import type { Proof as Given, PasskeyOptions } from '../api/types';
import { useWhen } from '../lib/effect';
import { takesNoCode, type useWay } from '../lib/way';
import { t } from '../strings';
import { CodeForm } from './CodeForm';
import type { Values } from './Form';
import { Alert, Notice } from './Notice';
import { PasskeyForm } from './PasskeyForm';
import { PasswordForm } from './PasswordForm';
import { Support } from './Support';
import { focusHeading } from './Title';
import { Words } from './Words';

interface ProofProps extends ReturnType<typeof useWay> {
  /** Asks the server for what a passkey answers to. */
  ask: () => Promise<PasskeyOptions>;
  send: (proof: Given, values: Values) => Promise<void>;
  submitLabel: string;
  id?: string;
  look?: string;
  attempts?: number | undefined;
  locked?: number | undefined;
  children?: ComponentChildren;
  time?: ComponentChildren;
  aside?: ComponentChildren;
}

/** A passkey is needed, and cannot be used here: the way out is another browser, or whoever runs this service. */
function Elsewhere({ refused, aside }: Pick<ProofProps, 'refused' | 'aside'>) {
  // The field for the code is gone, and the focus with it.
  useWhen(refused !== null, () => focusHeading('elsewhere'));
  return (
    <>
      <div id="elsewhere">
        <Notice tone="warn">{t.passkeys.none}</Notice>
      </div>
      <Support />
      {aside && <div class="row">{aside}</div>}
    </>
  );
}

function Field({ way, ask, send, kinds, id, attempts, locked, time, children, ...props }: ProofProps) {
  if (way === 'passkey') {
    return (
      <PasskeyForm id={id} look={props.look} ask={ask} send={(passkey, values) => send({ passkey }, values)} aside={props.aside}>
        {time}
        {children}
      </PasskeyForm>
    );
  }
  if (way === 'code') {
    const form = { ...props, kinds, attempts, locked, time, children, ...(id && { id }) };
    return <CodeForm {...form} send={(code, values) => send({ code }, values)} />;
  }
  if (way === 'password') return <PasswordForm {...props} send={(password) => send({ password }, {})} />;
  return <Elsewhere {...props} />;
}

export function Proof({ toggle, send, ...props }: ProofProps) {
  const attempt: ProofProps['send'] = (proof, values) =>
    send(proof, values).catch((error: unknown) => {
      if (!takesNoCode(error)) throw error;
      props.refuse(error);
    });
  const other = props.way === 'code' ? t.passkeys.use : props.kinds.includes('totp') ? t.passkeys.toCode : t.code.toBackup;
  return (
    <>
      <Alert error={props.refused} />
      <Field {...props} toggle={toggle} send={attempt} />
      {toggle && (
        <p class="small">
          <button class="link" type="button" onClick={toggle}>
            <Words>{other}</Words>
          </button>
        </p>
      )}
    </>
  );
}
