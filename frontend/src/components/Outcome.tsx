// Owns a page outside that tells how something ended, and where to go on.
import type { ComponentChildren } from 'preact';
import { Gate } from './Gate';
import type { IconName } from './Icon';
import type { Tone } from './Section';
import { Support } from './Support';

interface OutcomeProps {
  title: string;
  icon: IconName;
  tone?: Tone;
  children: ComponentChildren;
  href?: string;
  go?: string;
  /** Says whom to ask. */
  help?: boolean;
}

export function Outcome({ title, icon, tone = 'good', children, href, go, help }: OutcomeProps) {
  return (
    <Gate title={title} icon={icon} tone={tone}>
      <p class="soft">{children}</p>
      {href && (
        <a class="button wide" href={href}>
          {go}
        </a>
      )}
      {help && <Support />}
    </Gate>
  );
}
