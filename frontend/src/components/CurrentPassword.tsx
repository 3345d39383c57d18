// Owns asking a signed-in person for the present password, with the account's name beside it for password managers.
import type { ApiError } from '../api/http';
import { useSession } from '../lib/session';
import { t } from '../strings';
import { PasswordField } from './Field';

interface CurrentPasswordProps {
  error: ApiError | null;
  name?: string;
  label?: string;
  first?: boolean;
}

export function CurrentPassword({ error, name = 'password', label = t.common.password, first = false }: CurrentPasswordProps) {
  const { state } = useSession();
  const email = state.status === 'signed-in' ? state.user.email : '';
  return (
    <>
      <input class="visually-hidden" type="text" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
      <PasswordField
        id="current-password"
        name={name}
        label={label}
        autoComplete="current-password"
        first={first}
        error={error?.fields[name]?.[0]}
        wrong={error?.code === 'invalid_password'}
      />
    </>
  );
}
