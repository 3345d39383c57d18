// Owns the page of all groups, and making one.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { groups, makeGroup } from '../../api/admin';
import type { Group } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { Status } from '../../components/Notice';
import { Row } from '../../components/Section';
import { useOnce } from '../../lib/effect';
import { hear, tellNext } from '../../lib/hand';
import { useTold } from '../../lib/told';
import { GroupDialog } from '../parts/GroupDialog';
import { Listed } from '../parts/Listed';
import { Place } from '../parts/Place';
import { useList } from '../state/list';
import { w } from '../words';

export const groupHref = (id: string) => `/admin/groups/${encodeURIComponent(id)}`;

function GroupRow({ group: { id, name, description, memberCount } }: { group: Group }) {
  const title = (
    <>
      <a class="whole" href={groupHref(id)} translate={false}>
        <strong>{name}</strong>
      </a>
      <span class="badge">{w.groups.count(memberCount)}</span>
    </>
  );
  return (
    <Row icon="group" title={title} id={id}>
      {description && <p translate={false}>{description}</p>}
    </Row>
  );
}

export function Groups() {
  const { route } = useLocation();
  const list = useList({ key: '', ask: groups, itemsOf: (answer) => answer.groups, tell: w.groups.shown });
  const [told, tell] = useTold();
  const [making, setMaking] = useState(false);
  useOnce(() => tell(hear()));
  async function make(name: string, description: string): Promise<void> {
    const { group } = await makeGroup(name, description);
    tellNext(w.groups.made(name));
    route(groupHref(group.id));
  }
  return (
    <Place title={w.groups.title} lead={w.groups.lead}>
      <Status>{told}</Status>
      <div class="row">
        <Button icon="group" onClick={() => setMaking(true)}>
          {w.groups.add}
        </Button>
      </div>
      <Listed list={list} label={w.groups.title} empty={w.groups.none} renderRow={(group) => <GroupRow key={group.id} group={group} />} />
      {making && <GroupDialog send={make} onClose={() => setMaking(false)} />}
    </Place>
  );
}
