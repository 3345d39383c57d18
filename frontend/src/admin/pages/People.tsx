// Owns the page of all people: searched while one types, narrowed by one look, and taken along as a table.
import { people } from '../../api/admin';
import { FILTERS, type Person } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { Status } from '../../components/Notice';
import { fileName } from '../../lib/config';
import { hear } from '../../lib/hand';
import { download } from '../../lib/save';
import { useOnce } from '../../lib/effect';
import { useTold } from '../../lib/told';
import { Choice } from '../parts/Entry';
import { useGroups } from '../parts/GroupChoice';
import { Listed } from '../parts/Listed';
import { PersonRow } from '../parts/PersonRow';
import { Place } from '../parts/Place';
import { SearchField } from '../parts/SearchField';
import { useQuery, useTyped } from '../state/address';
import { csvOf } from '../state/csv';
import { useList } from '../state/list';
import { w } from '../words';

const PATH = '/admin/people';

const word = (is: boolean) => (is ? w.people.yes : w.people.no);

function rowOf(person: Person): string[] {
  const { email, name, role, groups, emailVerified, disabled, locked, authenticators, lastSeenAt, createdAt } = person;
  const factors = authenticators.map(({ kind }) => kind).join(' ');
  return [email, name, role, groups.join(' '), word(emailVerified), word(disabled), word(locked), factors, lastSeenAt ?? '', createdAt];
}

type Narrowing = ReturnType<typeof useQuery>;

function Filters({ query, hrefWith }: Narrowing) {
  const links: [key: 'all' | (typeof FILTERS)[number], filter: string | undefined][] = [['all', undefined], ...FILTERS.map((each): [typeof each, string] => [each, each])];
  return (
    <nav class="kinds" aria-label={w.people.filters}>
      {links.map(([key, filter]) => (
        <a key={key} href={hrefWith({ filter })} aria-current={query.filter === filter ? 'true' : undefined}>
          {w.people.filter[key]}
        </a>
      ))}
    </nav>
  );
}

function Search({ query, replace }: Narrowing) {
  const { type, enter } = useTyped((q) => replace({ q: q.trim() }));
  const groups = useGroups();
  const names = groups.value?.map(({ name }): [string, string] => [name, name]) ?? [];
  return (
    <div class="narrow" role="search">
      <SearchField id="q" label={w.people.search} value={query.q ?? ''} onType={type} onEnter={enter} />
      {names.length > 0 && (
        <Choice
          id="group"
          name="group"
          label={w.people.group}
          options={[['', w.list.all], ...names]}
          value={query.group ?? ''}
          onPick={(group) => replace({ group })}
        />
      )}
    </div>
  );
}

export function People() {
  const narrowing = useQuery(PATH);
  const { q, filter, group } = narrowing.query;
  const list = useList({
    key: JSON.stringify([q, filter, group]),
    ask: (more) => people({ q, filter, group }, more),
    itemsOf: (answer) => answer.users,
    tell: w.people.shown,
  });
  const [told, tell] = useTold();
  useOnce(() => tell(hear()));
  const save = () => download(fileName(w.people.file), csvOf(w.people.columns, (list.items ?? []).map(rowOf)), 'text/csv');
  return (
    <Place title={w.people.title}>
      <Status>{told}</Status>
      <Search {...narrowing} />
      <Filters {...narrowing} />
      <Listed
        list={list}
        label={w.people.title}
        empty={q || filter || group ? w.people.none : w.people.noneYet}
        renderRow={(person) => <PersonRow key={person.id} person={person} />}
      />
      {list.items && list.items.length > 0 && (
        <div>
          <Button look="quiet small" icon="download" onClick={save}>
            {w.people.save}
          </Button>
          <p class="hint">{w.people.saveHint}</p>
        </div>
      )}
    </Place>
  );
}
