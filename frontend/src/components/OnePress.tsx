// Owns a page outside that does one thing by one press: what it is, why it was refused, and the button.
import type { ComponentChildren } from 'preact';
import type { Submitting } from '../lib/submit';
import { Button } from './Button';
import { Gate } from './Gate';
import type { IconName } from './Icon';
import { Refusal } from './LockNotice';
import type { Tone } from './Section';

interface OnePressProps extends Pick<Submitting, 'busy' | 'error' | 'lock'> {
  title: string;
  icon: IconName;
  tone?: Tone;
  children: ComponentChildren;
  act: string;
  run: () => void;
}

export function OnePress({ title, icon, tone = 'good', children, act, run, busy, error, lock }: OnePressProps) {
  return (
    <Gate title={title} icon={icon} tone={tone}>
      <div class="soft stack">{children}</div>
      <Refusal error={error} lock={lock} />
      <Button look="wide" busy={busy} waiting={lock > 0} onClick={() => run()}>
        {act}
      </Button>
    </Gate>
  );
}
