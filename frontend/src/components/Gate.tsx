// Owns the frame of the pages outside: one narrow card near the top, so that a phone's keyboard hides nothing.
import type { ComponentChildren } from 'preact';
import { Brand } from './Brand';
import { Theme } from './Theme';
import { Title } from './Title';

interface GateProps {
  title: string;
  children: ComponentChildren;
  footer?: ComponentChildren;
  /** Where a password or a code is typed: the line that helps against being talked out of it. */
  trust?: boolean;
}

export function Gate({ title, children, footer, trust }: GateProps) {
  return (
    <div class="gate">
      <header>
        <Brand href="/" />
      </header>
      <main class="card stack">
        <Title>{title}</Title>
        {children}
      </main>
      <footer class="soft small stack">
        {footer && <p>{footer}</p>}
        {trust && <p class="trust">Nobody from here will ever ask you for a password or a code by phone or mail.</p>}
        <Theme />
      </footer>
    </div>
  );
}
