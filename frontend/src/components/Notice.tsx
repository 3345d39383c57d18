// Owns the coloured box that tells a state, and the live regions in which it is announced.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../api/http';
import { explain } from '../lib/explain';
import { Icon } from './Icon';

type Tone = 'done' | 'calm' | 'warn' | 'wait' | 'error';
const ICONS = { done: 'done', calm: 'clock', warn: 'alert', wait: 'clock', error: 'alert' } as const;

export function Notice({ tone = 'done', children }: { tone?: Tone; children: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`}>
      <Icon name={ICONS[tone]} />
      <div>{typeof children === 'string' ? <p key={children}>{children}</p> : children}</div>
    </div>
  );
}

/** Stands on the page before any text arrives, so that a screen reader hears the text arrive. */
export function Status({ children, tone = 'done' }: { children?: ComponentChildren; tone?: Tone }) {
  return <div role="status">{children && <Notice tone={tone}>{children}</Notice>}</div>;
}

/** A note that stands there when its page opens: it comes a moment after its region, or nobody would hear it. */
export function Arrival(props: { children: string | false; tone: Tone }) {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), 100);
    return () => clearTimeout(timer);
  }, []);
  return <Status tone={props.tone}>{ready && props.children}</Status>;
}

/** A count that rises with every new error: as a key it makes an equal message be read again. */
function useCount(error: ApiError | null): number {
  const seen = useRef({ error, count: 0 });
  if (seen.current.error !== error) seen.current = { error, count: seen.current.count + 1 };
  return seen.current.count;
}

interface AlertProps {
  error: ApiError | null;
  /** Only said, because a notice beside it shows the same. */
  unseen?: boolean;
  children?: ComponentChildren;
}

export function Alert({ error, unseen, children }: AlertProps) {
  const count = useCount(error);
  const inFields = error && Object.keys(error.fields).length > 0;
  const text = error && !inFields ? explain(error) : null;
  return (
    <div role="alert">
      {text && unseen && (
        <p class="visually-hidden">
          {text.title} {text.detail}
        </p>
      )}
      {text && !unseen && (
        <Notice tone="error" key={count}>
          <p>
            {text.title && <strong>{text.title} </strong>}
            {text.detail}
          </p>
          {children}
        </Notice>
      )}
    </div>
  );
}
