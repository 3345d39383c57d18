// Owns the frame of each administrators' page: its title, the way round, and what the page is for.
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../../components/Icon';
import { Shell } from '../../components/Shell';
import { ROOMS } from '../rooms';
import { w } from '../words';

function Rooms() {
  const { path } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the way round is wider than the page: where one is stays in sight.
  useLayoutEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current && here) nav.current.scrollLeft = here.offsetLeft - (nav.current.clientWidth - here.offsetWidth) / 2;
  }, [path]);
  return (
    <nav ref={nav} class="nav rooms" aria-label={w.nav.label}>
      {ROOMS.map(([href, name, icon]) => (
        <a key={href} href={href} aria-current={path === href ? 'page' : href !== '/admin' && path.startsWith(`${href}/`) ? 'true' : undefined}>
          <Icon name={icon} />
          {w.nav[name]}
        </a>
      ))}
      <a href="/profile">
        <Icon name="leave" />
        {w.nav.account}
      </a>
    </nav>
  );
}

interface PlaceProps {
  title: string;
  lead?: ComponentChildren;
  children: ComponentChildren;
}

export function Place({ title, lead, children }: PlaceProps) {
  return (
    <Shell title={title} nav={<Rooms />}>
      {lead && <p class="soft lead">{lead}</p>}
      {children}
    </Shell>
  );
}
