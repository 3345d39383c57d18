// Owns the modal question before an act that destroys, or that needs a fresh proof.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { focusHeading } from './Title';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      const focused = document.activeElement;
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      // Another page may have taken the focus already; then it stays there.
      else if (focused === document.body || element?.contains(focused)) focusHeading();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog card"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
