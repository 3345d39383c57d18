// Owns doing something to a person: what will happen, why, and what the act asks for besides.
import { useState } from 'preact/hooks';
import { act as send, type Act, type Reasoned } from '../../api/admin';
import type { Role, Whole } from '../../api/admin.shapes';
import { sendFresh } from '../state/stale';
import { w } from '../words';
import { Choice } from './Entry';
import { GroupChoice, roleNames } from './GroupChoice';
import { called } from './PersonRow';
import { ReasonDialog } from './ReasonDialog';

interface ActDialogProps {
  act: Act;
  danger: boolean;
  person: Whole;
  /** Asks the server for the person as they are now. */
  renew: () => Promise<Whole>;
  onDone: (message: string, isGone: boolean) => Promise<void>;
  onClose: () => void;
}

export function ActDialog({ act, danger, person, renew, onDone, onClose }: ActDialogProps) {
  const [role, setRole] = useState<Role>(person.role === 'admin' ? 'user' : 'admin');
  const [groups, setGroups] = useState<string[]>(person.groups);
  const { name, ask, text } = w.act[act];
  const more: Partial<Reasoned> = { ...(act === 'role' && { role }), ...(act === 'groups' && { groups }) };

  async function run(reason: string): Promise<void> {
    const { version } = person;
    const { message, user } = await sendFresh(
      () => send(person.id, act, { reason, version, ...more }),
      async () => (await renew()).version !== version,
    );
    await onDone(message, !user);
  }

  return (
    <ReasonDialog
      title={ask(called(person))}
      text={text}
      act={name}
      danger={danger}
      send={run}
      onClose={onClose}
      {...(act === 'role' && {
        renderMore: () => (
          <Choice id="role" name="role" label={w.person.role} options={roleNames()} value={role} onPick={(picked) => setRole(picked as Role)} />
        ),
      })}
      {...(act === 'groups' && {
        renderMore: () => <GroupChoice legend={w.person.groups} chosen={groups} onChange={setGroups} />,
      })}
    />
  );
}
