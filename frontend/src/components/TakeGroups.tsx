// Owns an invitation in the hands of somebody who is signed in: it is theirs, or somebody else's.
import { useLocation } from 'preact-iso';
import { logout } from '../api/auth';
import type { Offer, User } from '../api/types';
import { useWhen } from '../lib/effect';
import { keepToken } from '../lib/kept';
import { JOIN, SETUP, withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { useSubmit, type Submitting } from '../lib/submit';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Address } from './Address';
import { Offered } from './Offered';
import { OnePress } from './OnePress';
import { Outcome } from './Outcome';

interface TakeProps extends Submitting {
  token: string;
  offer: Offer;
  user: User;
  take: () => void;
}

export function TakeGroups({ token, offer, user, take, ...submit }: TakeProps) {
  const { state } = useSession();
  const { route } = useLocation();
  useWhen(state.status === 'signed-in' && state.mustEnrol, () => {
    keepToken(JOIN, token);
    route(withNext(SETUP, JOIN), true);
  });
  if (offer.groups.length === 0) {
    return (
      <Outcome title={t.door.title} icon="done" href="/profile" go={t.confirmEmail.toProfile}>
        {t.door.nothing}
      </Outcome>
    );
  }
  return (
    <OnePress {...submit} title={t.door.title} icon="group" act={t.door.take} run={take}>
      <p>{fill(t.door.takeText, <Address email={user.email} />)}</p>
      <Offered offer={offer} keepsRole />
    </OnePress>
  );
}

export function OtherAccount({ offer, user }: { offer: Offer; user: User }) {
  const { leave } = useSession();
  const change = useSubmit(async () => {
    await logout();
    leave();
  });
  return (
    <OnePress {...change} title={t.confirmEmail.otherTitle} icon="lock" tone="warn" act={t.door.change}>
      <p>{offer.email ? fill(t.door.other, <Address email={user.email} />, <Address email={offer.email} />) : fill(t.door.otherShown, <Address email={user.email} />)}</p>
      <Offered offer={offer} />
    </OnePress>
  );
}
