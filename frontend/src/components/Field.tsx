// Owns a labelled field with its hint and its error.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface FieldProps {
  id: string;
  name: string;
  label: string;
  autoComplete: string;
  hint?: string;
  error?: string | undefined;
  /** The value was refused, though the reason stands elsewhere. */
  wrong?: boolean;
  first?: boolean;
  optional?: boolean;
  type?: 'text' | 'email' | 'password';
  value?: string;
  look?: string;
  inputMode?: 'numeric' | 'text' | 'email';
  autoCapitalize?: 'characters' | 'off';
}

interface FrameProps {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ComponentChildren;
}

function Frame({ id, label, hint, error, children }: FrameProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, hint?: string, error?: string): string | undefined {
  return [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
}

function Input({ id, name, hint, error, wrong, first, optional, type = 'text', look = '', ...native }: Omit<FieldProps, 'label'>) {
  return (
    <input
      class={`input ${look}`}
      id={id}
      name={name}
      // Preact's types want one literal type per element.
      type={type as 'text'}
      required={!optional}
      spellcheck={false}
      autoCapitalize="off"
      aria-invalid={error || wrong ? 'true' : undefined}
      aria-describedby={describedBy(id, hint, error)}
      data-autofocus={first ? '' : undefined}
      {...native}
    />
  );
}

export function Field({ label, ...input }: FieldProps) {
  return (
    <Frame id={input.id} label={label} hint={input.hint} error={input.error}>
      <Input {...input} />
    </Frame>
  );
}

export function PasswordField({ label, ...input }: FieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Frame id={input.id} label={label} hint={input.hint} error={input.error}>
      <div class="reveal">
        <Input {...input} type={shown ? 'text' : 'password'} />
        <button
          class="button plain small"
          type="button"
          aria-pressed={shown}
          aria-controls={input.id}
          aria-label="Show password"
          onClick={() => setShown(!shown)}
        >
          Show
        </button>
      </div>
    </Frame>
  );
}
