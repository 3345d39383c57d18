// Owns the frame of the pages inside: who is signed in, the way round, the way out.
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { logout } from '../api/auth';
import { useAction } from '../lib/action';
import { useOnce } from '../lib/effect';
import { useSession } from '../lib/session';
import { t } from '../strings';
import { Brand } from './Brand';
import { Button } from './Button';
import { Icon } from './Icon';
import { Alert } from './Notice';
import { Theme } from './Theme';
import { Title } from './Title';

interface ShellProps {
  title: string;
  children: ComponentChildren;
  /** Leaves no way out of the page but its own: for codes that are shown once. */
  closed?: boolean;
  /** The way round of pages that have their own. */
  nav?: ComponentChildren;
}

const PLACES = [
  ['/profile', 'profile', 'user'],
  ['/sessions', 'sessions', 'computer'],
  ['/activity', 'activity', 'activity'],
  ['/admin', 'admin', 'group'],
] as const;

function Nav({ role }: { role: string }) {
  const { path } = useLocation();
  return (
    <nav class="nav" aria-label={t.nav.label}>
      {PLACES.slice(0, role === 'admin' ? 4 : 3).map(([href, name, icon]) => (
        <a key={href} href={href} aria-current={path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined}>
          <Icon name={icon} />
          {t.nav[name]}
        </a>
      ))}
    </nav>
  );
}

function Who() {
  const { state, leave } = useSession();
  const action = useAction(async () => {
    await logout();
    leave();
  });
  return (
    <div class="row small">
      {state.status === 'signed-in' && <span class="soft who" translate={false}>{state.user.email}</span>}
      <Button look="plain small" icon="leave" busy={action.busy} onClick={() => void action.run()}>
        {t.common.signOut}
      </Button>
      <Alert error={action.error} />
    </div>
  );
}

let Banners: typeof import('./Banners').Banners | undefined;

/** Its script comes for whoever is told something, and for nobody else. */
function Told() {
  const [, come] = useState(0);
  useOnce(() => {
    if (Banners) return;
    void import('./Banners').then(
      (part) => {
        Banners = part.Banners;
        come(1);
      },
      () => undefined,
    );
  });
  return Banners ? <Banners /> : null;
}

export function Shell({ title, children, closed, nav }: ShellProps) {
  const { state } = useSession();
  const free = !closed && state.status === 'signed-in' && !state.mustEnrol;
  return (
    <>
      <a class="skip" href="#content">
        {t.common.skip}
      </a>
      <header class="bar">
        <div>
          {free ? <Brand href="/profile" /> : <Brand />}
          {!closed && <Who />}
        </div>
      </header>
      <div class={free ? 'app' : 'app narrow'}>
        {free && (nav ?? <Nav role={state.user.role} />)}
        <main class="stack sections" id="content">
          {!closed && state.status === 'signed-in' && (state.setUpBy || state.recovery) && <Told />}
          <Title>{title}</Title>
          {children}
        </main>
      </div>
      <footer class="foot">
        <Theme />
      </footer>
    </>
  );
}
