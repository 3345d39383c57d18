// Owns changing the password, which the present one proves: the fields, and the dialog around them.
import { changePassword } from '../api/auth';
import type { ApiError } from '../api/http';
import type { User } from '../api/types';
import { refuse } from '../lib/action';
import { t } from '../strings';
import type { ChangeProps } from './ChangeName';
import { CurrentPassword } from './CurrentPassword';
import type { Values } from './Form';
import { FormDialog } from './FormDialog';
import { NewPassword } from './NewPassword';

function check({ currentPassword = '', newPassword = '' }: Values): [string, string] {
  const missing: Record<string, string> = {};
  if (!currentPassword) missing.currentPassword = t.check.password;
  if (!newPassword) missing.newPassword = t.check.newPassword;
  return Object.keys(missing).length > 0 ? refuse(missing) : [currentPassword, newPassword];
}

export async function sendPasswords(values: Values): Promise<void> {
  await changePassword(...check(values));
}

export function PasswordFields({ user, error }: { user: User; error: ApiError | null }) {
  return (
    <>
      <CurrentPassword error={error} name="currentPassword" label={t.profile.currentPassword} first />
      <NewPassword name="newPassword" about={[user.email, user.name]} error={error?.fields.newPassword?.[0]} />
    </>
  );
}

export function ChangePassword({ user, onClose, onDone }: ChangeProps) {
  return (
    <FormDialog
      title={t.profile.changePassword}
      text={t.profile.passwordText}
      act={t.profile.changePassword}
      onClose={onClose}
      send={async (values) => {
        await sendPasswords(values);
        onDone(t.profile.passwordChanged);
      }}
      renderFields={(error) => <PasswordFields user={user} error={error} />}
    />
  );
}
