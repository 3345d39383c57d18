// Owns the frame of the pages outside: one narrow card near the top, so that a phone's keyboard hides nothing.
import type { ComponentChildren } from 'preact';
import { t } from '../strings';
import { Brand } from './Brand';
import { Icon, type IconName } from './Icon';
import { Languages } from './Languages';
import type { Tone } from './Section';
import { Support } from './Support';
import { Theme } from './Theme';
import { Title } from './Title';

interface GateProps {
  title: string;
  children: ComponentChildren;
  footer?: ComponentChildren;
  /** Where a password or a code is typed: the line that helps against being talked out of it. */
  trust?: boolean;
  /** Says below the card whom to ask. */
  help?: boolean;
  /** For pages that tell an outcome instead of asking. */
  icon?: IconName;
  tone?: Tone;
}

export function Gate({ title, children, footer, trust, help, icon, tone = 'good' }: GateProps) {
  return (
    <div class="gate">
      <header>
        <Brand href="/" />
      </header>
      <main class="card stack">
        {icon && (
          <p class={`emblem ${tone}`}>
            <Icon name={icon} />
          </p>
        )}
        <Title>{title}</Title>
        {children}
      </main>
      <footer class="soft small stack">
        {footer && <p>{footer}</p>}
        {help && <Support />}
        {trust && <p class="trust">{t.common.trust}</p>}
        <Theme />
        <Languages />
      </footer>
    </div>
  );
}
