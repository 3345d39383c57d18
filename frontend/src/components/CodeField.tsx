// Owns the one field for a code: any grouping may be pasted, nothing is cut off, nothing submits by itself.
import { useLayoutEffect } from 'preact/hooks';
import type { ApiError } from '../api/http';
import type { CodeKind } from '../lib/code';
import { config } from '../lib/config';
import { t } from '../strings';
import { Field } from './Field';

interface CodeFieldProps {
  id: string;
  kind: CodeKind;
  error: ApiError | null;
  label?: string | undefined;
  hint?: string | undefined;
  /** Takes the focus when it comes up; not where something else has to be done first. */
  first?: boolean | undefined;
}

const SHAPES = {
  totp: { look: 'code-input', inputMode: 'numeric', autoCapitalize: 'off' },
  backup_code: { look: 'code-input long', inputMode: 'text', autoCapitalize: 'characters' },
} as const;

const WRONG = new Set(['invalid_code', 'code_already_used']);

export function CodeField({ id, kind, error, label = t.code.totp, hint = '', first = true }: CodeFieldProps) {
  const app = kind === 'totp';
  const missing = error?.fields.code?.[0] ?? error?.fields.token?.[0];
  useLayoutEffect(() => {
    if (first) document.getElementById(id)?.focus({ preventScroll: true });
  }, [id, kind, first]);
  return (
    <Field
      key={kind}
      id={id}
      name="code"
      autoComplete="one-time-code"
      first={first}
      {...SHAPES[kind]}
      label={app ? label : t.code.backup}
      hint={app ? hint : t.code.backupHint(config.limits.backupCodes)}
      error={missing}
      wrong={WRONG.has(error?.code ?? '')}
    />
  );
}
