// Owns the button that does something: while it is busy it keeps the focus and ignores the press.
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';
import { Words } from './Words';

interface ButtonProps {
  children: ComponentChildren;
  submit?: boolean;
  onClick?: () => void;
  busy?: boolean;
  /** Waits for something else, such as a lock that counts down. */
  waiting?: boolean;
  look?: string;
  label?: string;
  icon?: IconName;
  /** Takes the focus when its dialog opens. */
  first?: boolean;
  id?: string;
}

export function Button({ children, submit, onClick, busy, waiting, look = '', label, icon, first, id }: ButtonProps) {
  const off = busy || waiting;
  return (
    <button
      id={id}
      class={`button ${look}`}
      type={submit ? 'submit' : 'button'}
      aria-disabled={off ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      aria-label={label}
      data-autofocus={first ? '' : undefined}
      onClick={off ? (event) => event.preventDefault() : onClick}
    >
      {icon && <Icon name={icon} />}
      {typeof children === 'string' ? <Words>{children}</Words> : children}
    </button>
  );
}
