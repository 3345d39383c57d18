// Owns the page of one group: its members, what it is called, and its end.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { addMember, changeGroup, deleteGroup, group as ask, removeMember } from '../../api/admin';
import type { Group as Shown, Member } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { Status } from '../../components/Notice';
import { Row } from '../../components/Section';
import { focusHeading } from '../../components/Title';
import { useOnce } from '../../lib/effect';
import { hear, tellNext } from '../../lib/hand';
import { useTold } from '../../lib/told';
import { AddMember } from '../parts/AddMember';
import { GroupDialog } from '../parts/GroupDialog';
import { Listed } from '../parts/Listed';
import { called } from '../parts/PersonRow';
import { Place } from '../parts/Place';
import { ReasonDialog } from '../parts/ReasonDialog';
import { personHref } from '../state/address';
import { useList } from '../state/list';
import { sendFresh } from '../state/stale';
import { w } from '../words';

type Asking = { what: 'change' | 'delete' | 'add' } | { what: 'remove'; member: Member } | null;

function MemberRow({ member, onRemove }: { member: Member; onRemove: () => void }) {
  const title = (
    <>
      <a href={personHref(member.id)} translate={false}>
        <strong>{called(member)}</strong>
      </a>
      {member.role === 'admin' && <span class="badge">{w.badge.admin}</span>}
    </>
  );
  const act = (
    <Button look="quiet small" label={w.groups.takeOutOf(called(member))} onClick={onRemove}>
      {w.groups.takeOut}
    </Button>
  );
  return (
    <Row icon="user" title={title} id={member.id} action={act}>
      {member.name.trim() && <p translate={false}>{member.email}</p>}
    </Row>
  );
}

interface QuestionsProps {
  asking: Asking;
  group: Shown;
  /** Asks the server for the group as it is now. */
  renew: () => Promise<boolean>;
  onDone: (message: string) => Promise<void>;
  onClose: () => void;
}

function Questions({ asking, group, renew, onDone, onClose }: QuestionsProps) {
  const { route } = useLocation();
  const { id, name, version } = group;
  if (asking?.what === 'add') {
    return <AddMember group={name} send={async (who, reason) => onDone((await addMember(id, who, reason)).message)} onClose={onClose} />;
  }
  if (asking?.what === 'remove') {
    const who = called(asking.member);
    const remove = async (reason: string) => onDone((await removeMember(id, asking.member.id, reason)).message);
    return <ReasonDialog danger title={w.groups.takeOutAsk(who, name)} text={w.groups.takeOutText} act={w.groups.takeOut} send={remove} onClose={onClose} />;
  }
  if (asking?.what === 'change') {
    const change = async (to: string, description: string) => {
      await sendFresh(() => changeGroup(id, { version, name: to, description }), renew);
      await onDone(w.groups.changed);
    };
    return <GroupDialog group={group} send={change} onClose={onClose} />;
  }
  if (asking?.what !== 'delete') return null;
  const end = async () => {
    tellNext((await sendFresh(() => deleteGroup(group), renew)).message);
    route('/admin/groups');
  };
  return <FormDialog danger title={w.groups.removeAsk(name)} text={w.groups.removeText} act={w.groups.remove} send={end} onClose={onClose} />;
}

export function Group({ id }: { id: string }) {
  const list = useList({ key: id, ask: (more) => ask(id, more), itemsOf: (answer) => answer.group.members, tell: w.groups.membersShown });
  const [told, tell] = useTold();
  const [asking, setAsking] = useState<Asking>(null);
  useOnce(() => tell(hear()));
  const group = list.answer?.group;

  async function renew(): Promise<boolean> {
    const { group: now } = await ask(id);
    await list.reload();
    return now.version !== group?.version;
  }
  async function done(message: string): Promise<void> {
    setAsking(null);
    await list.reload();
    tell(message);
    focusHeading();
  }

  return (
    <Place title={group?.name ?? w.groups.title} lead={group?.description}>
      <Status>{told}</Status>
      {group && (
        <div class="row">
          <Button icon="user" onClick={() => setAsking({ what: 'add' })}>
            {w.groups.addMember}
          </Button>
          <Button look="quiet" onClick={() => setAsking({ what: 'change' })}>
            {w.groups.change}
          </Button>
          <Button look="quiet risky" onClick={() => setAsking({ what: 'delete' })}>
            {w.groups.remove}
          </Button>
        </div>
      )}
      <Listed
        list={list}
        label={w.groups.members}
        empty={w.groups.noMembers}
        renderRow={(member) => <MemberRow key={member.id} member={member} onRemove={() => setAsking({ what: 'remove', member })} />}
      />
      {group && <Questions asking={asking} group={group} renew={renew} onDone={done} onClose={() => setAsking(null)} />}
    </Place>
  );
}
