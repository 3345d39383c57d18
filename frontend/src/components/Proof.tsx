// Owns asking a person for a proof in the way that they have: passkey first, a code one press away, or the password.
import type { ComponentChildren } from 'preact';
import type { Proof as Given, PasskeyOptions } from '../api/types';
import type { useWay } from '../lib/way';
import { t } from '../strings';
import { CodeForm } from './CodeForm';
import type { Values } from './Form';
import { Notice } from './Notice';
import { PasskeyForm } from './PasskeyForm';
import { PasswordForm } from './PasswordForm';
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
  return (
    <>
      <Notice tone="warn">{t.passkeys.none}</Notice>
      <div class="row">{props.aside}</div>
    </>
  );
}

export function Proof({ toggle, ...props }: ProofProps) {
  const other = props.way === 'code' ? t.passkeys.use : props.kinds.includes('totp') ? t.passkeys.toCode : t.code.toBackup;
  return (
    <>
      <Field toggle={toggle} {...props} />
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
