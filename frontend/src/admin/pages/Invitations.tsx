// Owns the page of invitations: the links that still work, and making new ones.
import { useState } from 'preact/hooks';
import { invitations, revoke } from '../../api/admin';
import type { Invitation } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { Status } from '../../components/Notice';
import { Row } from '../../components/Section';
import { ShownOnce } from '../../components/ShownOnce';
import { focusHeading } from '../../components/Title';
import { day } from '../../lib/time';
import { useTold } from '../../lib/told';
import { fill } from '../../strings/fill';
import { InviteDialog, type Way } from '../parts/InviteDialog';
import { Listed } from '../parts/Listed';
import { Place } from '../parts/Place';
import { useList } from '../state/list';
import { w } from '../words';

const nameOf = ({ email, groups }: Invitation) => email ?? [w.invitations.byLink, ...groups].join(' · ');

function InvitationRow({ invitation, onRevoke }: { invitation: Invitation; onRevoke: () => void }) {
  const { id, email, role, groups, uses, invitedBy, expiresAt } = invitation;
  const title = (
    <>
      <strong translate={!email}>{email ?? w.invitations.byLink}</strong>
      {role === 'admin' && <span class="badge">{w.badge.admin}</span>}
    </>
  );
  const act = (
    <Button look="quiet small" label={w.invitations.revokeOf(nameOf(invitation))} onClick={onRevoke}>
      {w.invitations.revoke}
    </Button>
  );
  return (
    <Row icon={email ? 'mail' : 'copy'} title={title} id={id} action={act}>
      {groups.length > 0 && <p translate={false}>{w.groupsOf(groups.join(', '))}</p>}
      <p>
        {fill(w.invitations.until, <time dateTime={expiresAt}>{day(expiresAt)}</time>)}
        {!email && ` · ${w.invitations.usesLeft(uses)}`}
        {' · '}
        {fill(w.invitations.by, <bdi translate={false}>{invitedBy}</bdi>)}
      </p>
    </Row>
  );
}

export function Invitations() {
  const list = useList({ key: '', ask: invitations, itemsOf: (answer) => answer.invitations, tell: w.invitations.shown });
  const [told, tell] = useTold();
  const [way, setWay] = useState<Way | null>(null);
  const [ending, setEnding] = useState<Invitation | null>(null);
  const [link, setLink] = useState('');

  async function made(found: { link?: string | undefined; email?: string | undefined }): Promise<void> {
    setWay(null);
    setLink(found.link ?? '');
    if (found.email) tell(w.invitations.mailed(found.email));
    await list.reload();
  }
  async function end({ id }: Invitation): Promise<void> {
    const { message } = await revoke(id);
    setEnding(null);
    await list.reload();
    tell(message);
    focusHeading();
  }

  return (
    <Place title={w.invitations.title} lead={w.invitations.lead}>
      <Status>{told}</Status>
      {link && <ShownOnce key={link} told={w.invitations.made} value={link} copyLabel={w.copy} />}
      <div class="row">
        <Button icon="mail" onClick={() => setWay('mail')}>
          {w.invitations.mail}
        </Button>
        <Button look="quiet" icon="copy" onClick={() => setWay('link')}>
          {w.invitations.link}
        </Button>
      </div>
      <Listed
        list={list}
        label={w.invitations.title}
        empty={w.invitations.none}
        renderRow={(each) => <InvitationRow key={each.id} invitation={each} onRevoke={() => setEnding(each)} />}
      />
      {way && <InviteDialog way={way} onMade={made} onClose={() => setWay(null)} />}
      {ending && (
        <FormDialog
          danger
          title={w.invitations.revokeAsk}
          text={w.invitations.revokeText}
          act={w.invitations.revoke}
          send={() => end(ending)}
          onClose={() => setEnding(null)}
        />
      )}
    </Place>
  );
}
