// Owns the fields that only administrators fill in: a choice from a list, a number, a day, several lines.
import { Frame } from '../../components/Field';

interface LabelProps {
  id: string;
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

const described = ({ id, hint, error }: LabelProps) => [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;

interface ChoiceProps extends LabelProps {
  options: readonly (readonly [value: string, text: string])[];
  value?: string;
  /** Acts at once; without it the form sends what was chosen. */
  onPick?: (value: string) => void;
}

export function Choice({ options, value, onPick, ...label }: ChoiceProps) {
  return (
    <Frame {...label}>
      <select
        class="input"
        id={label.id}
        name={label.name}
        aria-describedby={described(label)}
        onChange={onPick && ((event) => onPick(event.currentTarget.value))}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

interface EntryProps extends LabelProps {
  type: 'number' | 'date' | 'datetime-local';
  defaultValue?: string;
  min?: number;
  max?: number;
}

export function Entry({ type, defaultValue, min, max, ...label }: EntryProps) {
  return (
    <Frame {...label}>
      <input
        class="input"
        id={label.id}
        name={label.name}
        type={type as 'number'}
        defaultValue={defaultValue}
        min={min}
        max={max}
        aria-invalid={label.error ? 'true' : undefined}
        aria-describedby={described(label)}
      />
    </Frame>
  );
}

export function Lines({ defaultValue, ...label }: LabelProps & { defaultValue: string }) {
  return (
    <Frame {...label}>
      <textarea
        class="input"
        id={label.id}
        name={label.name}
        rows={3}
        spellcheck={false}
        defaultValue={defaultValue}
        aria-invalid={label.error ? 'true' : undefined}
        aria-describedby={described(label)}
      />
    </Frame>
  );
}
