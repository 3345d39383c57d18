// Owns listing an app behind the proxy, and changing what it asks for.
import { useState } from 'preact/hooks';
import type { App, NewApp } from '../../api/admin.shapes';
import type { ApiError } from '../../api/http';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import type { Values } from '../../components/Form';
import { refuse } from '../../lib/action';
import { wrongIn } from '../state/wrong';
import { w } from '../words';
import { Choice, Entry, Lines } from './Entry';
import { GroupChoice } from './GroupChoice';

function seconds(text: string | undefined): number | null {
  if (!text) return null;
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : refuse({ fresh: w.apps.freshWrong });
}

/** The app as the form has it. */
function appIn(values: Values, groups: string[]): NewApp {
  const name = (values.name ?? '').trim();
  const origin = (values.origin ?? '').trim();
  if (!name) refuse({ name: w.apps.nameMissing });
  if (!origin) refuse({ origin: w.apps.originMissing });
  const open = (values.open ?? '').split('\n').map((line) => line.trim()).filter(Boolean);
  return { name, origin, groups, factor: values.factor === '2' ? 2 : 1, fresh: seconds(values.fresh), open, tokens: values.tokens as NewApp['tokens'] };
}

interface AppDialogProps {
  /** The one to change; without it a new one is listed. */
  app?: App;
  send: (app: NewApp) => Promise<void>;
  onClose: () => void;
}

function What({ app, error }: { app: App | undefined; error: ApiError | null }) {
  return (
    <>
      <Field id="name" name="name" label={w.apps.name} autoComplete="off" first defaultValue={app?.name ?? ''} error={wrongIn(error, 'name')} />
      <Field id="origin" name="origin" label={w.apps.origin} autoComplete="off" hint={w.apps.originHint} defaultValue={app?.origin ?? ''} error={wrongIn(error, 'origin')} />
    </>
  );
}

function Asks({ app, error }: { app: App | undefined; error: ApiError | null }) {
  const tokens = Object.entries(w.apps.token);
  return (
    <>
      <Choice id="factor" name="factor" label={w.apps.factor} options={[['2', w.apps.factor2], ['1', w.apps.factor1]]} value={String(app?.factor ?? 2)} />
      <Entry
        id="fresh"
        name="fresh"
        type="number"
        min={1}
        label={w.apps.fresh}
        hint={w.apps.freshHint}
        defaultValue={app?.fresh ? String(app.fresh) : ''}
        error={wrongIn(error, 'fresh')}
      />
      <Lines id="open" name="open" label={w.apps.open} hint={w.apps.openHint} defaultValue={app?.open.join('\n') ?? ''} error={wrongIn(error, 'open')} />
      <Choice id="tokens" name="tokens" label={w.apps.tokens} options={tokens} value={app?.tokens ?? 'none'} />
    </>
  );
}

export function AppDialog({ app, send, onClose }: AppDialogProps) {
  const [groups, setGroups] = useState<string[]>(app?.groups ?? []);
  return (
    <FormDialog
      title={app ? w.apps.changeOf(app.name) : w.apps.add}
      act={app ? w.apps.change : w.apps.addSend}
      send={async (values) => send(appIn(values, groups))}
      onClose={onClose}
      renderFields={(error) => (
        <>
          <What app={app} error={error} />
          <GroupChoice roles legend={w.apps.groups} hint={w.apps.groupsHint} chosen={groups} onChange={setGroups} />
          <Asks app={app} error={error} />
        </>
      )}
    />
  );
}
