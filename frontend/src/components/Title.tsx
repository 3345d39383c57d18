// Owns what a new page does first: its name in the tab, and the focus on its first field or its heading.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { config } from '../lib/config';
import { language } from '../strings';
import { Words } from './Words';

/** For when the control that was pressed goes away with what it ended. */
export function focusHeading(id?: string): void {
  const heading = (id && document.getElementById(id)) || document.querySelector('h1');
  if (heading) heading.tabIndex = -1;
  heading?.focus();
}

export function Title({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const told = useRef('');
  useLayoutEffect(() => {
    document.title = `${children} – ${config.appName}`;
    // The same page in another language leaves the focus where it is.
    const isSame = told.current && told.current !== language;
    told.current = language;
    if (isSame) return;
    // Two look-ups: one selector list would answer in document order, so always the heading.
    const first = heading.current?.closest('main')?.querySelector<HTMLElement>('[data-autofocus]');
    (first ?? heading.current)?.focus({ preventScroll: true });
  }, [children]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      <Words>{children}</Words>
    </h1>
  );
}
