// Owns the field that is searched by while one types.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Frame } from '../../components/Field';

interface SearchFieldProps {
  id: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  first?: boolean;
  /** What is searched for now; where somebody else changed it, the field follows. */
  value?: string | undefined;
  onType: (text: string) => void;
  onEnter: (text: string) => void;
}

export function SearchField({ id, label, hint, error, first, value, onType, onEnter }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const field = input.current;
    if (field && value !== undefined && field !== document.activeElement) field.value = value;
  }, [value]);
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        ref={input}
        class="input"
        id={id}
        type="search"
        autoComplete="off"
        spellcheck={false}
        autoCapitalize="off"
        enterkeyhint="search"
        defaultValue={value}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={[error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined}
        data-autofocus={first ? '' : undefined}
        onInput={(event) => onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault(); // in a form it would send what is not chosen yet
          onEnter(event.currentTarget.value);
        }}
      />
    </Frame>
  );
}
