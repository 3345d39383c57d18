// Owns the page of the service's whole history: who did what to whom, narrowed, taken along, and checked.
import { useLocation } from 'preact-iso';
import { events, person as ask } from '../../api/admin';
import { Place } from '../parts/Place';
import { Finder } from '../parts/Finder';
import { Happened } from '../parts/Happened';
import { HistoryFilters } from '../parts/HistoryFilters';
import { HistoryTools } from '../parts/HistoryTools';
import { Listed } from '../parts/Listed';
import { called } from '../parts/PersonRow';
import { useQuery } from '../state/address';
import { useAnswer } from '../state/answer';
import { useList } from '../state/list';
import { fill } from '../../strings/fill';
import { w } from '../words';

const PATH = '/admin/history';
/** What the server narrows by; anything else in the address means nothing to it. */
const KNOWN = ['user', 'type', 'ip', 'from', 'until'] as const;

function Whose({ user, hrefOf }: { user: string | undefined; hrefOf: (user: string | undefined) => string }) {
  const answer = useAnswer(async () => (user ? (await ask(user)).user : null), user);
  if (!user) return <Finder id="whose" label={w.history.person} hrefOf={hrefOf} />;
  return (
    <p class="row">
      <span>{fill(w.history.only, <strong translate={false}>{answer.value ? called(answer.value) : user}</strong>)}</span>
      <a href={hrefOf(undefined)}>{w.history.noPerson}</a>
    </p>
  );
}

export function History() {
  const { query, hrefWith } = useQuery(PATH);
  const { route } = useLocation();
  const narrowed = Object.fromEntries(KNOWN.map((name) => [name, query[name]]));
  const key = JSON.stringify(narrowed);
  const list = useList({
    key,
    ask: (more) => events(narrowed, more),
    itemsOf: (answer) => answer.events,
    tell: w.history.shown,
  });
  return (
    <Place title={w.history.title} lead={w.history.lead}>
      <section class="stack" aria-label={w.history.filters}>
        <Whose key={query.user} user={query.user} hrefOf={(user) => hrefWith({ user })} />
        <HistoryFilters key={key} query={query} hrefWith={hrefWith} onApply={(change) => route(hrefWith(change))} />
      </section>
      <Listed list={list} label={w.history.title} empty={w.history.none} renderRow={(event) => <Happened key={event.id} event={event} />} />
      <HistoryTools query={narrowed} />
    </Place>
  );
}
