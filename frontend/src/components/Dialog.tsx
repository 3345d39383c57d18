// Owns the modal question before an act that destroys, or that needs a fresh proof.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { focusHeading } from './Title';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** The dialogs that wait for an answer; only the last of them shows. */
const waiting: HTMLDialogElement[] = [];

/** Shows a dialog in place of the one before it; the answer brings that one back, with all that was typed into it. */
function showAlone(dialog: HTMLDialogElement): () => void {
  waiting.at(-1)?.close();
  waiting.push(dialog);
  dialog.showModal();
  return () => {
    const shown = waiting.at(-1) === dialog;
    waiting.splice(waiting.indexOf(dialog), 1);
    dialog.close();
    if (shown) waiting.at(-1)?.showModal();
  };
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return undefined;
    const before = document.activeElement;
    const close = showAlone(element);
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      const focused = document.activeElement;
      close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      // Another page may have taken the focus already; then it stays there.
      else if (focused === document.body || element.contains(focused)) focusHeading();
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
