// Owns a long list on a page: its rows, what stands there without any, and the way to more of them.
import type { ComponentChildren } from 'preact';
import { Button } from '../../components/Button';
import { Loading } from '../../components/Loading';
import type { List } from '../state/list';
import { w } from '../words';
import { Trouble } from './Trouble';

interface ListedProps<A extends { next: string | null }, T extends { id: string }> {
  list: List<A, T>;
  label: string;
  /** Said in place of an empty list. */
  empty: string;
  renderRow: (item: T) => ComponentChildren;
}

export function Listed<A extends { next: string | null }, T extends { id: string }>({ list, label, empty, renderRow }: ListedProps<A, T>) {
  const { items, next, told, busy, error, again, more } = list;
  return (
    <>
      {!items && !error && <Loading />}
      {items?.length === 0 && !next && <p class="empty">{empty}</p>}
      {items && items.length > 0 && (
        <ul class="list" aria-label={label}>
          {items.map(renderRow)}
        </ul>
      )}
      <Trouble error={error} busy={busy} retry={again} />
      {next && !error && (
        <Button look="quiet" busy={busy} onClick={() => void more()}>
          {w.list.more}
        </Button>
      )}
      <p class="visually-hidden" role="status">
        {told}
      </p>
    </>
  );
}
