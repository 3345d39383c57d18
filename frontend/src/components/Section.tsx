// Owns a part of a page inside: its heading, its rows, and what is told about it right there.
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';
import { Status } from './Notice';

interface SectionProps {
  id: string;
  title: string;
  text?: string;
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

interface RowProps {
  icon: IconName;
  title: ComponentChildren;
  tone?: 'good' | 'bad' | undefined;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

export function Row({ icon, title, tone, children, action }: RowProps) {
  return (
    <li class="item">
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
