// Owns who meets policy, who has until when, and who would be stopped.
import { useRef } from 'preact/hooks';
import { report } from '../../api/admin';
import { STATES, type Counts, type Judged, type State } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { Loading } from '../../components/Loading';
import { Section } from '../../components/Section';
import { day } from '../../lib/time';
import { personHref, useQuery } from '../state/address';
import { useList } from '../state/list';
import { w } from '../words';
import { called } from './PersonRow';
import { Trouble } from './Trouble';

const LOOKS: Record<State, string> = { meets: 'badge on', not_asked: 'badge', has_time: 'badge warn', stopped: 'badge bad' };

function Line({ person }: { person: Judged }) {
  const { id, email, name, level, state, setUpBy } = person;
  return (
    <tr id={id} tabIndex={-1}>
      <th scope="row">
        <a href={personHref(id)} translate={false}>
          {called(person)}
        </a>
        {name.trim() && <span class="soft small address" translate={false}> {email}</span>}
      </th>
      <td data-label={w.policy.needs}>{w.policy.level[level]}</td>
      <td data-label={w.policy.where}>
        <span class={LOOKS[state]}>{w.policy.state[state]}</span>
      </td>
      <td data-label={w.policy.setUpBy}>{setUpBy && <time dateTime={setUpBy}>{day(setUpBy)}</time>}</td>
    </tr>
  );
}

function Table({ people }: { people: Judged[] }) {
  return (
    <table class="table card">
      <caption class="visually-hidden">{w.policy.report}</caption>
      <thead>
        <tr>
          <th scope="col">{w.policy.person}</th>
          <th scope="col">{w.policy.needs}</th>
          <th scope="col">{w.policy.where}</th>
          <th scope="col">{w.policy.setUpBy}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <Line key={person.id} person={person} />
        ))}
      </tbody>
    </table>
  );
}

/** `version` changes with what policy asks. */
export function Report({ version }: { version: string }) {
  const { query, hrefWith } = useQuery('/admin/policy');
  const state = STATES.find((each) => each === query.state);
  const list = useList({
    key: JSON.stringify([state, version]),
    ask: (more) => report({ state }, more),
    itemsOf: (answer) => answer.people,
    tell: w.policy.shown,
  });
  const { items, answer } = list;
  const counts = useRef<Counts | null>(null);
  counts.current = answer?.counts ?? counts.current; // they come with the first page alone
  const nameOf = (each: State) => w.policy.count(w.policy.state[each], counts.current?.[each]);
  return (
    <Section id="report" title={w.policy.report} text={w.policy.reportText}>
      <nav class="kinds" aria-label={w.policy.states}>
        {[undefined, ...STATES].map((each) => (
          <a key={each} href={hrefWith({ state: each })} aria-current={each === state ? 'true' : undefined}>
            {each ? nameOf(each) : w.policy.all}
          </a>
        ))}
      </nav>
      {!items && !list.error && <Loading />}
      {items?.length === 0 && <p class="empty">{w.policy.noneOfState}</p>}
      {items && items.length > 0 && <Table people={items} />}
      <Trouble error={list.error} busy={list.busy} retry={list.again} />
      {list.next && !list.error && (
        <Button look="quiet" busy={list.busy} onClick={() => void list.more()}>
          {w.list.more}
        </Button>
      )}
      <p class="visually-hidden" role="status">
        {list.told}
      </p>
    </Section>
  );
}
