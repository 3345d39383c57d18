// Owns the three-way choice of theme: the system's, light or dark.
import { useState } from 'preact/hooks';
import { recall, remember } from '../lib/storage';
import { t } from '../strings';
import { Icon } from './Icon';

const CHOICES = ['system', 'light', 'dark'] as const;
type Choice = (typeof CHOICES)[number];

function stored(): Choice {
  const theme = recall('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function apply(choice: Choice): void {
  const explicit = choice === 'system' ? null : choice;
  remember('theme', explicit);
  if (explicit) document.documentElement.dataset.theme = explicit;
  else delete document.documentElement.dataset.theme;
}

export function Theme() {
  const [choice, setChoice] = useState(stored);
  return (
    <fieldset class="theme no-print">
      <legend class="visually-hidden">{t.theme.legend}</legend>
      {CHOICES.map((value) => (
        <label key={value} title={t.theme[value]}>
          <input
            class="visually-hidden"
            type="radio"
            name="theme"
            value={value}
            checked={choice === value}
            onChange={() => {
              setChoice(value);
              apply(value);
            }}
          />
          <Icon name={value} />
          <span class="visually-hidden">{t.theme[value]}</span>
        </label>
      ))}
    </fieldset>
  );
}
