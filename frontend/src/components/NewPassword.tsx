// Owns choosing a password: how well it stands up to guessing, and what would help.
import { useEffect, useState } from 'preact/hooks';
import { config } from '../lib/config';
import { strengthOf, type Strength } from '../lib/strength';
import { t } from '../strings';
import { PasswordField } from './Field';
import { Words } from './Words';

interface NewPasswordProps {
  name: string;
  label?: string;
  error?: string | undefined;
  first?: boolean;
  /** What a stranger may know of the person. */
  about: readonly string[];
}

function adviceOf({ advice, missing }: Strength): string {
  return advice === 'short' ? t.newPassword.short(missing) : t.newPassword[advice];
}

/** Said only after a pause in the typing. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 900);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function Meter({ strength }: { strength: Strength }) {
  const name = t.newPassword.levels[strength.level] ?? '';
  const text = strength.level > 0 ? `${name}. ${adviceOf(strength)}` : '';
  const said = useSettled(text);
  return (
    <>
      <div class="meter" data-level={strength.level} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
      <p class="hint" aria-hidden={text ? 'true' : undefined} id="new-password-hint">
        <Words>{text || t.newPassword.hint(config.passwordMinLength)}</Words>
      </p>
      <p class="visually-hidden" role="status">
        <Words>{said}</Words>
      </p>
    </>
  );
}

export function NewPassword({ name, label = t.newPassword.label, error, first, about }: NewPasswordProps) {
  const [value, setValue] = useState('');
  return (
    <PasswordField
      id="new-password"
      name={name}
      label={label}
      autoComplete="new-password"
      first={first ?? false}
      error={error}
      onValue={setValue}
      describedBy="new-password-hint"
      below={<Meter strength={strengthOf(value, about)} />}
    />
  );
}
