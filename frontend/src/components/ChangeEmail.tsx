// Owns asking for another address: it counts once its owner has opened the link.
import { changeEmail } from '../api/auth';
import { refuse } from '../lib/action';
import { config } from '../lib/config';
import { span } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Address } from './Address';
import type { ChangeProps } from './ChangeName';
import { CurrentPassword } from './CurrentPassword';
import { Field } from './Field';
import type { Values } from './Form';
import { FormDialog } from './FormDialog';

function check({ email = '', password = '' }: Values): [string, string] {
  const missing: Record<string, string> = {};
  if (!email.includes('@')) missing.email = t.check.newEmail;
  if (!password) missing.password = t.check.password;
  return Object.keys(missing).length > 0 ? refuse(missing) : [email.trim(), password];
}

export function ChangeEmail({ user, onClose, onDone }: ChangeProps) {
  return (
    <FormDialog
      title={t.profile.changeEmail}
      text={<p class="soft">{fill(t.profile.emailText, <Address email={user.email} />)}</p>}
      act={t.profile.emailSend}
      onClose={onClose}
      send={async (values) => {
        const [email, password] = check(values);
        await changeEmail(email, password);
        onDone(t.profile.emailSent(span(config.limits.emailChangeSeconds)).replace('{}', email));
      }}
      renderFields={(error) => (
        <>
          <Field
            id="new-email"
            name="email"
            type="email"
            label={t.profile.newEmail}
            autoComplete="email"
            first
            error={error?.fields.email?.[0]}
          />
          <CurrentPassword error={error} label={t.profile.currentPassword} />
        </>
      )}
    />
  );
}
