// Owns the three-way choice of theme: the system's, light or dark.
import { useState } from 'preact/hooks';
import { recall, remember } from '../lib/storage';
import { Icon } from './Icon';

const CHOICES = [
  ['system', 'System theme'],
  ['light', 'Light theme'],
  ['dark', 'Dark theme'],
] as const;
type Choice = (typeof CHOICES)[number][0];

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
      <legend class="visually-hidden">Theme</legend>
      {CHOICES.map(([value, name]) => (
        <label key={value} title={name}>
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
          <span class="visually-hidden">{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
