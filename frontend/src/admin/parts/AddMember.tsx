// Owns putting somebody into a group: whom, and why.
import { useState } from 'preact/hooks';
import type { Person } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { refuse } from '../../lib/action';
import { t } from '../../strings';
import { fill } from '../../strings/fill';
import { wrongIn } from '../state/wrong';
import { w } from '../words';
import { Finder } from './Finder';
import { called } from './PersonRow';
import { ReasonDialog } from './ReasonDialog';

interface AddMemberProps {
  group: string;
  send: (id: string, reason: string) => Promise<void>;
  onClose: () => void;
}

export function AddMember({ group, send, onClose }: AddMemberProps) {
  const [chosen, setChosen] = useState<Person | null>(null);
  return (
    <ReasonDialog
      title={w.groups.addAsk(group)}
      text={w.groups.addText}
      act={w.groups.addSend}
      send={async (reason) => send(chosen?.id ?? refuse({ whom: w.groups.whomMissing }), reason)}
      onClose={onClose}
      renderMore={(error) =>
        chosen ? (
          <p class="row spread">
            <span>{fill(w.groups.chosen, <strong translate={false}>{called(chosen)}</strong>)}</span>
            <Button look="plain small" onClick={() => setChosen(null)}>
              {t.common.change}
            </Button>
          </p>
        ) : (
          <Finder id="whom" label={w.groups.whom} first error={wrongIn(error, 'whom')} onPick={setChosen} />
        )
      }
    />
  );
}
