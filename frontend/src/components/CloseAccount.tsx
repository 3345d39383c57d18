// Owns closing one's own account: what goes, the word that it is understood, and the password.
import { closeAccount } from '../api/auth';
import { refuse } from '../lib/action';
import { useSession } from '../lib/session';
import { t } from '../strings';
import { Check } from './Check';
import { CurrentPassword } from './CurrentPassword';
import type { Values } from './Form';
import { FormDialog } from './FormDialog';

function check({ password, understood }: Values): string {
  const missing: Record<string, string> = {};
  if (!password) missing.password = t.check.password;
  if (!understood) missing.understood = t.check.understood;
  return password && understood ? password : refuse(missing);
}

const consequences = () => (
  <ul class="points soft">
    {t.data.closeList.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);

export function CloseAccount({ onClose }: { onClose: () => void }) {
  const { leave } = useSession();
  return (
    <FormDialog
      title={t.data.closeAsk}
      text={consequences()}
      act={t.data.closeAct}
      danger
      onClose={onClose}
      send={async (values) => {
        await closeAccount(check(values));
        leave('closed');
      }}
      renderFields={(error) => (
        <>
          <CurrentPassword error={error} first />
          <Check id="understood" name="understood" label={t.data.closeWord} error={error?.fields.understood?.[0]} />
        </>
      )}
    />
  );
}
