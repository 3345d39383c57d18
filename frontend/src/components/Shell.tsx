// Owns the frame of the pages inside: who is signed in, the way round, the way out.
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { logout } from '../api/auth';
import { useAction } from '../lib/action';
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
}

const PLACES = [
  ['/profile', 'profile', 'user'],
  ['/sessions', 'sessions', 'computer'],
  ['/activity', 'activity', 'activity'],
] as const;

function Nav() {
  const { path } = useLocation();
  return (
    <nav class="nav" aria-label={t.nav.label}>
      {PLACES.map(([href, name, icon]) => (
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

export function Shell({ title, children, closed }: ShellProps) {
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
        {free && <Nav />}
        <main class="stack sections" id="content">
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
