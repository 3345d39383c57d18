// Owns a question in a dialog: what will happen, what is needed for it, and the way back.
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/http';
import { useSubmit } from '../lib/submit';
import { t } from '../strings';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Form, type Values } from './Form';
import { Refusal } from './LockNotice';

interface FormDialogProps {
  title: string;
  /** What will happen. */
  text?: ComponentChildren;
  act: string;
  danger?: boolean;
  send: (values: Values) => Promise<void>;
  onClose: () => void;
  renderFields?: (error: ApiError | null) => ComponentChildren;
}

export function FormDialog({ title, text, act, danger, send, onClose, renderFields }: FormDialogProps) {
  const { run, busy, error, lock } = useSubmit(send);
  return (
    <Dialog title={title} onClose={onClose}>
      {typeof text === 'string' ? <p class="soft">{text}</p> : text}
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        {renderFields?.(error)}
        <div class="row">
          <Button submit look={danger ? 'danger' : ''} busy={busy} waiting={lock > 0}>
            {act}
          </Button>
          <Button look="plain" onClick={onClose} first={!renderFields}>
            {t.common.cancel}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
