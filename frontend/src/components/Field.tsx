// Owns a labelled field with its hint and its error.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../strings';
import { Words } from './Words';

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
  /** What stands in it at first; a later render leaves alone what was typed. */
  defaultValue?: string;
  look?: string;
  inputMode?: 'numeric' | 'text' | 'email';
  autoCapitalize?: 'characters' | 'off';
  onValue?: (value: string) => void;
  /** More that describes the field, by its id. */
  describedBy?: string;
  /** What stands beside the label. */
  aside?: ComponentChildren;
  /** What stands between the field and its hint. */
  below?: ComponentChildren;
}

interface FrameProps {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  aside?: ComponentChildren;
  below?: ComponentChildren;
  children: ComponentChildren;
}

export function Frame({ id, label, hint, error, aside, below, children }: FrameProps) {
  return (
    <div class="field">
      <div class="row spread">
        <label for={id}>{label}</label>
        {aside}
      </div>
      {children}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Words>{error}</Words>
        </p>
      )}
      {below}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          <Words>{hint}</Words>
        </p>
      )}
    </div>
  );
}

function describe({ id, hint, error, describedBy }: InputProps): string | undefined {
  return [error && `${id}-error`, hint && `${id}-hint`, describedBy].filter(Boolean).join(' ') || undefined;
}

type InputProps = Omit<FieldProps, 'label' | 'aside' | 'below'>;

function Input(props: InputProps) {
  const { id, name, hint: _hint, describedBy: _more, error, wrong, first, optional, type = 'text', look = '', onValue, ...native } = props;
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
      aria-describedby={describe(props)}
      onInput={onValue && ((event) => onValue(event.currentTarget.value))}
      data-autofocus={first ? '' : undefined}
      {...native}
    />
  );
}

export function Field({ label, aside, below, ...input }: FieldProps) {
  return (
    <Frame id={input.id} label={label} hint={input.hint} error={input.error} aside={aside} below={below}>
      <Input {...input} />
    </Frame>
  );
}

export function PasswordField({ label, aside, below, ...input }: FieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Frame id={input.id} label={label} hint={input.hint} error={input.error} aside={aside} below={below}>
      <div class="reveal">
        <Input {...input} type={shown ? 'text' : 'password'} />
        <button
          class="button plain small"
          type="button"
          aria-pressed={shown}
          aria-controls={input.id}
          aria-label={t.common.showPassword}
          onClick={() => setShown(!shown)}
        >
          {t.common.show}
        </button>
      </div>
    </Frame>
  );
}
