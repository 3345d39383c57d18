// Owns a question in a dialog: what will happen, what is needed for it, and the way back.
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/http';
import { useSubmit } from '../lib/submit';
import { t } from '../strings';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Form, type Values } from './Form';
import { Refusal } from './LockNotice';

interface AskedProps {
  title: string;
  /** What will happen. */
  text?: ComponentChildren;
  onClose: () => void;
}

interface QuestionProps extends AskedProps {
  /** The way back has the focus first. */
  stay?: boolean;
  renderForm: (cancel: ComponentChildren) => ComponentChildren;
}

interface FormDialogProps extends AskedProps {
  act: string;
  danger?: boolean;
  send: (values: Values) => Promise<void>;
  renderFields?: (error: ApiError | null) => ComponentChildren;
}

/** For a form that sends itself, as one for a code does; `cancel` stands beside its button. */
export function Question({ title, text, onClose, stay, renderForm }: QuestionProps) {
  const cancel = (
    <Button look="plain" onClick={onClose} first={stay ?? false}>
      {t.common.cancel}
    </Button>
  );
  return (
    <Dialog title={title} onClose={onClose}>
      {typeof text === 'string' ? <p class="soft">{text}</p> : text}
      {renderForm(cancel)}
    </Dialog>
  );
}

export function FormDialog({ act, danger, send, renderFields, ...question }: FormDialogProps) {
  const { run, busy, error, lock } = useSubmit(send);
  return (
    <Question
      {...question}
      stay={!renderFields}
      renderForm={(cancel) => (
        <>
          <Refusal error={error} lock={lock} />
          <Form error={error} onSubmit={run}>
            {renderFields?.(error)}
            <div class="row">
              <Button submit look={danger ? 'danger' : ''} busy={busy} waiting={lock > 0}>
                {act}
              </Button>
              {cancel}
            </div>
          </Form>
        </>
      )}
    />
  );
}
