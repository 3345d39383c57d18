// Owns the one field for a code: any grouping may be pasted, nothing is cut off, nothing submits by itself.
import { useLayoutEffect } from 'preact/hooks';
import type { ApiError } from '../api/http';
import type { CodeKind } from '../lib/code';
import { Field } from './Field';

interface CodeFieldProps {
  id: string;
  kind: CodeKind;
  error: ApiError | null;
  label?: string | undefined;
  hint?: string | undefined;
}

const KINDS = {
  totp: { label: '6-digit code', hint: '', look: 'code-input', inputMode: 'numeric', autoCapitalize: 'off' },
  backup_code: {
    label: 'Backup code',
    hint: 'One of the ten you saved. Capitals, spaces and dashes do not matter.',
    look: 'code-input long',
    inputMode: 'text',
    autoCapitalize: 'characters',
  },
} as const;

const WRONG = new Set(['invalid_code', 'code_already_used']);

export function CodeField({ id, kind, error, label, hint }: CodeFieldProps) {
  const shape = KINDS[kind];
  const missing = error?.fields.code?.[0] ?? error?.fields.token?.[0];
  useLayoutEffect(() => document.getElementById(id)?.focus({ preventScroll: true }), [id, kind]);
  return (
    <Field
      key={kind}
      id={id}
      name="code"
      autoComplete="one-time-code"
      first
      {...shape}
      label={(kind === 'totp' && label) || shape.label}
      hint={(kind === 'totp' && hint) || shape.hint}
      error={missing}
      wrong={WRONG.has(error?.code ?? '')}
    />
  );
}
