// Owns changing one's own name.
import { changeName } from '../api/auth';
import type { User } from '../api/types';
import { useSession } from '../lib/session';
import { t } from '../strings';
import { Field } from './Field';
import { FormDialog } from './FormDialog';

export interface ChangeProps {
  user: User;
  onClose: () => void;
  onDone: (told: string) => void;
}

export function ChangeName({ user, onClose, onDone }: ChangeProps) {
  const { know } = useSession();
  return (
    <FormDialog
      title={t.profile.changeName}
      act={t.common.save}
      onClose={onClose}
      send={async ({ name = '' }) => {
        know((await changeName(name.trim())).user);
        onDone(t.profile.nameChanged);
      }}
      renderFields={(error) => (
        <Field
          id="change-name"
          name="name"
          label={t.common.nameOptional}
          autoComplete="name"
          optional
          first
          defaultValue={user.name}
          error={error?.fields.name?.[0]}
        />
      )}
    />
  );
}
