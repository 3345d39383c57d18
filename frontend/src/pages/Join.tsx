// Owns joining by an invitation: opening its link spends nothing, and what it offers is shown first.
import { useState } from 'preact/hooks';
import { resendVerification } from '../api/auth';
import type { Offer } from '../api/types';
import { AccountForm, accountOf } from '../components/AccountForm';
import { Address } from '../components/Address';
import { Gate } from '../components/Gate';
import { Loading } from '../components/Loading';
import { Looking } from '../components/Looking';
import { Offered } from '../components/Offered';
import { Outcome } from '../components/Outcome';
import { OtherAccount, TakeGroups } from '../components/TakeGroups';
import { config } from '../lib/config';
import { useWhen } from '../lib/effect';
import { useInvitation } from '../lib/invitation';
import { keepToken, takeToken } from '../lib/kept';
import { JOIN, withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { mayBeSignedIn } from '../lib/storage';
import { span } from '../lib/time';
import { useToken } from '../lib/token';
import { add, listed, t } from '../strings';
import { door } from '../strings/en/door';
import { fill } from '../strings/fill';
import { MailSent } from './MailSent';
import { Unreachable } from './Unreachable';

add({ door });

type Link = ReturnType<typeof useInvitation> & { token: string };

/** The sign-in leads back here, and this tab keeps the token meanwhile. */
function SignIn({ token, look, children }: { token: string; look?: string; children: string }) {
  return (
    <a class={look} href={withNext('/login', JOIN)} onClick={() => keepToken(JOIN, token)}>
      {children}
    </a>
  );
}

function Dead() {
  return (
    <Outcome title={t.verify.dead} icon="clock" tone="warn" href="/login" go={t.common.signIn} help>
      {t.door.dead}
    </Outcome>
  );
}

/** The token is gone, as after a reload: the link still has it. */
function Lost() {
  return (
    <Outcome title={t.door.lostTitle} icon="mail" tone="warn" href="/login" go={t.common.signIn} help>
      {t.door.lost}
    </Outcome>
  );
}

function Taken() {
  const { state } = useSession();
  const groups = state.status === 'signed-in' ? state.user.groups : [];
  return (
    <Outcome title={t.door.takenTitle} icon="done" href="/profile" go={t.confirmEmail.toProfile}>
      {fill(t.door.taken, <strong translate={false}>{listed(groups)}</strong>)}
    </Outcome>
  );
}

function Known({ token, email, offer }: { token: string; email: string; offer: Offer | null }) {
  return (
    <Gate title={t.door.knownTitle} icon="user">
      <p class="soft">{fill(offer?.groups.length ? t.door.known : t.door.knownBare, <Address email={email} />)}</p>
      <SignIn token={token} look="button wide">
        {t.common.signIn}
      </SignIn>
    </Gate>
  );
}

function Newcomer({ link, onSent }: { link: Link; onSent: (email: string) => void }) {
  const { offer, token, join } = link;
  const email = offer?.email;
  return (
    <Gate title={t.door.title} trust footer={fill(t.register.have, <SignIn token={token}>{t.common.signIn}</SignIn>)}>
      <p class="soft">{email ? t.door.mailed : t.door.shown}</p>
      {offer && <Offered offer={offer} />}
      <AccountForm
        {...link}
        fixed={email}
        act={email ? t.door.join : t.register.submit}
        run={(values) =>
          join(() => {
            const account = accountOf(values);
            onSent(account.email);
            return account;
          })
        }
      />
    </Gate>
  );
}

function Invitation({ token }: { token: string }) {
  const { state, load } = useSession();
  const link = { ...useInvitation(token), token };
  const { step, offer } = link;
  const [sentTo, setSentTo] = useState('');
  const unsure = state.status === 'unknown' && mayBeSignedIn();
  useWhen(unsure, () => void load());
  if (step === 'dead') return <Dead />;
  if (step === 'taken') return <Taken />;
  if (step === 'known') return <Known token={token} email={sentTo} offer={offer} />;
  if (step === 'sent') {
    return <MailSent email={sentTo} text={t.register.sent(span(config.limits.verifyEmailSeconds))} send={resendVerification} onRestart={link.reopen} />;
  }
  if (!offer) return <Looking {...link} title={t.door.title} />;
  if (unsure || step === 'in') return <Loading />;
  if (state.status === 'unreachable') return <Unreachable retry={load} />;
  if (state.status !== 'signed-in') return <Newcomer link={link} onSent={setSentTo} />;
  return state.user.email === offer.email ? <TakeGroups {...link} offer={offer} user={state.user} /> : <OtherAccount offer={offer} user={state.user} />;
}

export function Join() {
  const [kept] = useState(() => takeToken(JOIN));
  const token = useToken(kept);
  return token ? <Invitation key={token} token={token} /> : <Lost />;
}
