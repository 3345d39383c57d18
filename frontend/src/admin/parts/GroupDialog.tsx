// Owns making a group, and changing what one is called.
import type { Group } from '../../api/admin.shapes';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { refuse } from '../../lib/action';
import { wrongIn } from '../state/wrong';
import { w } from '../words';

const NAME = /^[a-z0-9_.-]{1,40}$/;

interface GroupDialogProps {
  /** The one to change; without it a new one is made. */
  group?: Group;
  send: (name: string, description: string) => Promise<void>;
  onClose: () => void;
}

export function GroupDialog({ group, send, onClose }: GroupDialogProps) {
  return (
    <FormDialog
      title={group ? w.groups.changeAsk(group.name) : w.groups.add}
      text={group && w.groups.changeText}
      act={group ? w.groups.change : w.groups.make}
      onClose={onClose}
      send={async (values) => {
        const name = (values.name ?? '').trim();
        if (!NAME.test(name)) refuse({ name: w.groups.nameWrong });
        await send(name, (values.description ?? '').trim());
      }}
      renderFields={(error) => (
        <>
          <Field
            id="name"
            name="name"
            label={w.groups.name}
            autoComplete="off"
            hint={w.groups.nameHint}
            defaultValue={group?.name ?? ''}
            error={wrongIn(error, 'name')}
            first
          />
          <Field
            id="description"
            name="description"
            label={w.groups.description}
            autoComplete="off"
            defaultValue={group?.description ?? ''}
            error={wrongIn(error, 'description')}
            optional
          />
        </>
      )}
    />
  );
}
