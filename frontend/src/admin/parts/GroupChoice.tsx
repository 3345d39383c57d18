// Owns choosing groups: a box to tick for each.
import type { ComponentChildren } from 'preact';
import { groups } from '../../api/admin';
import type { Group } from '../../api/admin.shapes';
import { useAnswer } from '../state/answer';
import { w } from '../words';
import { Awaited } from './Trouble';

const AT_ONCE = 100;

/** All groups of the service, by name. */
async function allGroups(after?: string): Promise<Group[]> {
  const { groups: found, next } = await groups({ limit: AT_ONCE, after });
  return next ? [...found, ...(await allGroups(next))] : found;
}

export const useGroups = () => useAnswer(() => allGroups());

export const roleNames = (): [string, string][] => [
  ['user', w.role.user ?? ''],
  ['admin', w.role.admin ?? ''],
];

interface GroupChoiceProps {
  legend: string;
  hint?: ComponentChildren;
  /** Offers the roles, too: an app may ask for one. */
  roles?: boolean;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

export function GroupChoice({ legend, hint, roles, chosen, onChange }: GroupChoiceProps) {
  const answer = useGroups();
  const names = [...(roles ? roleNames() : []), ...(answer.value ?? []).map(({ name }): [string, string] => [name, name])];
  const turn = (name: string) => onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <fieldset class="field">
      <legend class="label">{legend}</legend>
      <Awaited answer={answer} />
      {answer.value && names.length === 0 && <p class="hint">{w.groups.none}</p>}
      <div class="choices">
        {names.map(([name, text]) => (
          <label key={name} class="check">
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => turn(name)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
      {hint && <p class="hint">{hint}</p>}
    </fieldset>
  );
}
