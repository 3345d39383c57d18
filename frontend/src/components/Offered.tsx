// Owns what an invitation offers, as facts: from whom, to which address, and until when.
import type { ComponentChildren } from 'preact';
import type { Offer } from '../api/types';
import { moment } from '../lib/time';
import { listed, t } from '../strings';

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const own = (text: string) => <bdi translate={false}>{text}</bdi>;

interface OfferedProps {
  offer: Offer;
  /** An account that is there keeps its role. */
  keepsRole?: boolean;
}

export function Offered({ offer: { email, role, groups, invitedBy, expiresAt }, keepsRole }: OfferedProps) {
  return (
    <dl class="facts" aria-label={t.door.facts}>
      <Fact name={t.door.by}>{own(invitedBy)}</Fact>
      {email && <Fact name={t.door.email}>{own(email)}</Fact>}
      {!keepsRole && <Fact name={t.door.role}>{t.door.roles[role] ?? own(role)}</Fact>}
      {groups.length > 0 && <Fact name={t.door.groups}>{own(listed(groups))}</Fact>}
      <Fact name={t.door.until}>
        <time dateTime={expiresAt}>{moment(expiresAt)}</time>
      </Fact>
    </dl>
  );
}
