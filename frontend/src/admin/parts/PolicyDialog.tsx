// Owns setting one policy: for whom, what, and from when.
import type { Policy, Rule } from '../../api/admin.shapes';
import type { Level } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import type { Values } from '../../components/Form';
import { refuse } from '../../lib/action';
import { midnightOf, toLocal } from '../state/spans';
import { wrongIn } from '../state/wrong';
import { w } from '../words';
import { Choice, Entry } from './Entry';
import { useGroups } from './GroupChoice';

export const EVERYONE = 'everyone';
const LEVELS = ['optional', 'two_factor', 'phishing_resistant'] as const;
const MOST_DAYS = 365;

function days(text: string): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= 0 && number <= MOST_DAYS ? number : refuse({ grace: w.policy.graceWrong });
}

function ruleIn({ group, level, from, grace }: Values): Rule {
  return {
    ...(group !== EVERYONE && group && { group }),
    level: level as Level,
    ...(from && { from: midnightOf(from) }),
    ...(grace && { grace: days(grace) }),
  };
}

/** The day from which it will hold, as a field for a day takes it; one that has come is no more to choose. */
function dayIn(held: Policy | undefined): string {
  return held?.from && +new Date(held.from) > Date.now() ? toLocal(held.from).slice(0, 10) : '';
}

interface PolicyDialogProps {
  /** The one to change. */
  held: Policy | undefined;
  send: (rule: Rule) => Promise<void>;
  onClose: () => void;
}

export function PolicyDialog({ held, send, onClose }: PolicyDialogProps) {
  const groups = useGroups();
  const own = (groups.value ?? []).map(({ name }): [string, string] => [name, w.policy.inGroup(name)]);
  const whom = [...Object.entries(w.policy.group), ...own];
  return (
    <FormDialog
      title={w.policy.ask}
      text={w.policy.text}
      act={w.policy.send}
      send={async (values) => send(ruleIn(values))}
      onClose={onClose}
      renderFields={(error) => (
        <>
          <Choice id="whom" name="group" label={w.policy.whom} options={whom} value={held?.group ?? EVERYONE} error={wrongIn(error, 'group')} />
          <Choice
            id="level"
            name="level"
            label={w.policy.what}
            options={LEVELS.map((level) => [level, w.policy.level[level]] as const)}
            value={held?.level ?? 'two_factor'}
            error={wrongIn(error, 'level')}
          />
          <Entry id="from" name="from" type="date" label={w.policy.date} hint={w.policy.dateHint} defaultValue={dayIn(held)} error={wrongIn(error, 'from')} />
          <Entry id="grace" name="grace" type="number" min={0} max={MOST_DAYS} label={w.policy.graceLabel} hint={w.policy.graceHint} defaultValue={held?.grace ? String(held.grace) : ''} error={wrongIn(error, 'grace')} />
        </>
      )}
    />
  );
}
