// Owns the row that tells how far one has come.
import { t } from '../strings';

export function Steps({ names, current }: { names: readonly string[]; current: number }) {
  return (
    <ol class="steps no-print" aria-label={t.setup.progress}>
      {names.map((name, index) => (
        <li key={name} class={index < current ? 'done' : ''} aria-current={index === current ? 'step' : undefined}>
          {name}
        </li>
      ))}
    </ol>
  );
}
