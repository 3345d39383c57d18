// Owns a part of a page inside: its heading, its rows, and what is told about it right there.
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';
import { Status } from './Notice';

interface SectionProps {
  id: string;
  title: string;
  text?: ComponentChildren;
  /** What has just been done here. */
  told?: string;
  children: ComponentChildren;
}

export function Section({ id, title, text, told, children }: SectionProps) {
  return (
    <section class="stack" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        {text && <p class="soft small">{text}</p>}
      </div>
      <Status>{told}</Status>
      {children}
    </section>
  );
}

export type Tone = 'good' | 'warn' | 'bad';

interface RowProps {
  icon: IconName;
  title: ComponentChildren;
  tone?: Tone | undefined;
  /** By which a script finds the row, and can focus it. */
  id?: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

export function Row({ icon, title, tone, id, children, action }: RowProps) {
  return (
    <li class="item" id={id} tabIndex={id ? -1 : undefined}>
      <span class={`tile ${tone ?? ''}`}>
        <Icon name={icon} />
      </span>
      <div class="what">
        <div class="row">{title}</div>
        {children}
      </div>
      {action && <div class="row acts">{action}</div>}
    </li>
  );
}
