// Owns the page of one person: what is known about them, and what an administrator can do.
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { eventsOf, person as ask, type Act } from '../../api/admin';
import type { Whole } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { Status } from '../../components/Notice';
import { Section } from '../../components/Section';
import { tellNext } from '../../lib/hand';
import { useSession } from '../../lib/session';
import { useTold } from '../../lib/told';
import { ActDialog } from '../parts/ActDialog';
import { ACTS } from '../parts/acts';
import { Happened } from '../parts/Happened';
import { Listed } from '../parts/Listed';
import { Facts, Factors } from '../parts/PersonFacts';
import { Badges, called } from '../parts/PersonRow';
import { Place } from '../parts/Place';
import { SignedIn } from '../parts/SignedIn';
import { Awaited } from '../parts/Trouble';
import { hrefTo } from '../state/address';
import { useAnswer } from '../state/answer';
import { useList } from '../state/list';
import { w } from '../words';

interface ActsProps {
  person: Whole;
  know: (person: Whole) => void;
  onDone: (message: string) => void;
}

function Acts({ person, know, onDone }: ActsProps) {
  const { route } = useLocation();
  const { state } = useSession();
  const [asking, setAsking] = useState<Act | null>(null);
  const own = state.status === 'signed-in' && state.user.id === person.id;
  const offered = ACTS.filter(({ fits }) => fits(person, own));
  const asked = ACTS.find(({ act }) => act === asking);

  async function renew(): Promise<Whole> {
    const { user } = await ask(person.id);
    know(user);
    return user;
  }
  async function done(message: string, isGone: boolean): Promise<void> {
    if (isGone) {
      tellNext(message);
      return route('/admin/people');
    }
    await renew();
    setAsking(null);
    onDone(message);
  }

  return (
    <Section id="acts" title={w.person.acts} text={own && w.person.own}>
      <div class="row">
        {offered.map(({ act, danger }) => (
          <Button key={act} look={danger ? 'quiet small risky' : 'quiet small'} onClick={() => setAsking(act)}>
            {w.act[act].name}
          </Button>
        ))}
      </div>
      {asked && (
        <ActDialog
          key={asked.act}
          act={asked.act}
          danger={asked.danger ?? false}
          person={person}
          renew={renew}
          onDone={done}
          onClose={() => setAsking(null)}
        />
      )}
    </Section>
  );
}

function HistoryOf({ person: { id, version } }: { person: Whole }) {
  const list = useList({
    key: String(version),
    ask: (more) => eventsOf(id, { limit: 20, ...more }),
    itemsOf: (answer) => answer.events,
    tell: w.history.shown,
  });
  return (
    <Section id="history" title={w.person.history} text={<a href={hrefTo('/admin/history', { user: id })}>{w.person.wholeHistory}</a>}>
      <Listed list={list} label={w.person.history} empty={w.person.noHistory} renderRow={(event) => <Happened key={event.id} event={event} ofOne />} />
    </Section>
  );
}

export function Person({ id }: { id: string }) {
  const answer = useAnswer(async () => (await ask(id)).user);
  const [told, tell] = useTold();
  const { value: person, error } = answer;
  const gone = error?.status === 404;
  return (
    <Place title={person ? called(person) : w.people.title}>
      {person && (
        <p class="row lead">
          <Badges person={person} />
        </p>
      )}
      <Status>{told}</Status>
      {gone ? <p class="empty">{w.states.gone}</p> : <Awaited answer={answer} />}
      {person && (
        <>
          <div class="pair">
            <Facts person={person} />
            <Acts person={person} know={answer.know} onDone={tell} />
          </div>
          <Factors person={person} />
          <SignedIn id={id} version={person.version} />
          <HistoryOf person={person} />
        </>
      )}
    </Place>
  );
}
