// Owns the question before an act on a person: what will happen, and why it is done.
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../../api/http';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import type { Values } from '../../components/Form';
import { refuse } from '../../lib/action';
import { wrongIn } from '../state/wrong';
import { w } from '../words';

const SHORTEST = 3;
const LONGEST = 300;

/** The reason as it is kept; one that the server would refuse is not sent. */
function reasonIn(values: Values): string {
  const reason = (values.reason ?? '').trim();
  return reason.length < SHORTEST || reason.length > LONGEST ? refuse({ reason: w.reason.short }) : reason;
}

interface ReasonDialogProps {
  title: string;
  text: ComponentChildren;
  act: string;
  danger?: boolean;
  send: (reason: string) => Promise<void>;
  onClose: () => void;
  /** What else is asked for, above the reason. */
  renderMore?: (error: ApiError | null) => ComponentChildren;
}

export function ReasonDialog({ send, renderMore, danger = false, ...dialog }: ReasonDialogProps) {
  return (
    <FormDialog
      {...dialog}
      danger={danger}
      send={async (values) => send(reasonIn(values))}
      renderFields={(error) => (
        <>
          {renderMore?.(error)}
          <Field
            id="reason"
            name="reason"
            label={w.reason.label}
            autoComplete="off"
            hint={w.reason.hint}
            error={wrongIn(error, 'reason')}
            first={!renderMore}
          />
        </>
      )}
    />
  );
}
