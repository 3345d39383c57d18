// Owns the button that does something: while it is busy it keeps the focus and ignores the press.
import type { ComponentChildren } from 'preact';

interface ButtonProps {
  children: ComponentChildren;
  submit?: boolean;
  onClick?: () => void;
  busy?: boolean;
  /** Waits for something else, such as a lock that counts down. */
  waiting?: boolean;
  look?: string;
  label?: string;
}

export function Button({ children, submit, onClick, busy, waiting, look = '', label }: ButtonProps) {
  const off = busy || waiting;
  return (
    <button
      class={`button ${look}`}
      type={submit ? 'submit' : 'button'}
      aria-disabled={off ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      aria-label={label}
      onClick={off ? (event) => event.preventDefault() : onClick}
    >
      {children}
    </button>
  );
}
