// Owns finding one person while typing: the first few that match, each a link or a button.
import { useState } from 'preact/hooks';
import { people } from '../../api/admin';
import type { Person } from '../../api/admin.shapes';
import { useTyped } from '../state/address';
import { useAnswer } from '../state/answer';
import { w } from '../words';
import { called } from './PersonRow';
import { SearchField } from './SearchField';
import { Trouble } from './Trouble';

const FEW = 6;

const find = async (q: string, signal: AbortSignal) => (q ? (await people({ q }, { limit: FEW, signal })).users : []);

interface FinderProps {
  id: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  first?: boolean;
  /** Where a found person leads; without it, `onPick` takes them. */
  hrefOf?: (id: string) => string;
  onPick?: (person: Person) => void;
}

function Found({ person, hrefOf, onPick }: Pick<FinderProps, 'hrefOf' | 'onPick'> & { person: Person }) {
  const text = (
    <>
      <strong>{called(person)}</strong> {person.name.trim() && <span class="soft small">{person.email}</span>}
    </>
  );
  return (
    <li translate={false}>
      {hrefOf ? (
        <a href={hrefOf(person.id)}>{text}</a>
      ) : (
        <button type="button" onClick={() => onPick?.(person)}>
          {text}
        </button>
      )}
    </li>
  );
}

export function Finder({ hrefOf, onPick, ...field }: FinderProps) {
  const [text, setText] = useState('');
  const { type, enter } = useTyped(setText);
  const { value, error, busy, reload } = useAnswer((signal) => find(text.trim(), signal), text);
  const found = text.trim() ? value : null;
  return (
    <div class="finder">
      <SearchField {...field} onType={type} onEnter={enter} />
      <Trouble error={error} busy={busy} retry={reload} />
      {found && found.length > 0 && (
        <ul class="list found" aria-label={field.label}>
          {found.map((person) => (
            <Found key={person.id} person={person} {...(hrefOf && { hrefOf })} {...(onPick && { onPick })} />
          ))}
        </ul>
      )}
      <p class={found?.length === 0 ? 'hint' : 'visually-hidden'} role="status">
        {found && (found.length === 0 ? w.people.none : w.people.shown(found.length))}
      </p>
    </div>
  );
}
