// Owns inviting: one person by mail, or several by a link that is shown once.
import { useState } from 'preact/hooks';
import { invite } from '../../api/admin';
import type { Role, Wish } from '../../api/admin.shapes';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import type { Values } from '../../components/Form';
import { refuse } from '../../lib/action';
import { t } from '../../strings';
import { wrongIn } from '../state/wrong';
import { w } from '../words';
import { Choice, Entry } from './Entry';
import { GroupChoice, roleNames } from './GroupChoice';

export type Way = 'mail' | 'link';

const DAY = 86_400;
const MOST_DAYS = 30;
const USUAL_DAYS = '7';
const MOST_USES = 1000;

/** A whole number within bounds, or a refusal beside its field. */
function whole(text: string | undefined, most: number, wrong: Record<string, string>): number {
  const number = Number(text);
  return text && Number.isInteger(number) && number >= 1 && number <= most ? number : refuse(wrong);
}

function wishIn(way: Way, values: Values, groups: string[]): Wish {
  const email = (values.email ?? '').trim();
  if (way === 'mail' && !email) refuse({ email: t.check.newEmail });
  const expiresIn = whole(values.days, MOST_DAYS, { expiresIn: w.invitations.daysWrong }) * DAY;
  if (way === 'mail') return { email, role: values.role as Role, groups, expiresIn };
  return { groups, expiresIn, uses: whole(values.uses, MOST_USES, { uses: w.invitations.usesWrong }) };
}

interface InviteDialogProps {
  way: Way;
  onMade: (made: { link?: string | undefined; email?: string | undefined }) => Promise<void>;
  onClose: () => void;
}

export function InviteDialog({ way, onMade, onClose }: InviteDialogProps) {
  const [groups, setGroups] = useState<string[]>([]);
  const isMail = way === 'mail';
  async function send(values: Values): Promise<void> {
    const wish = wishIn(way, values, groups);
    const { link } = await invite(wish);
    await onMade({ link, email: wish.email });
  }
  return (
    <FormDialog
      title={isMail ? w.invitations.mailAsk : w.invitations.linkAsk}
      text={isMail ? w.invitations.mailText : w.invitations.linkText}
      act={isMail ? w.invitations.mailSend : w.invitations.linkSend}
      send={send}
      onClose={onClose}
      renderFields={(error) => (
        <>
          {isMail && <Field id="email" name="email" type="email" label={t.common.email} autoComplete="off" first error={wrongIn(error, 'email')} />}
          {isMail && <Choice id="role" name="role" label={w.person.role} options={roleNames()} error={wrongIn(error, 'role')} />}
          <GroupChoice legend={w.groups.title} chosen={groups} onChange={setGroups} />
          <Entry id="days" name="days" type="number" label={w.invitations.days} defaultValue={USUAL_DAYS} min={1} max={MOST_DAYS} error={wrongIn(error, 'expiresIn')} />
          {!isMail && <Entry id="uses" name="uses" type="number" label={w.invitations.uses} defaultValue="1" min={1} max={MOST_USES} error={wrongIn(error, 'uses')} />}
        </>
      )}
    />
  );
}
