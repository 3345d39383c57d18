// Owns which address shows which page of the administrators; the server answers at these addresses, too.
import type { ComponentType } from 'preact';
import { Apps } from './pages/Apps';
import { Group } from './pages/Group';
import { Groups } from './pages/Groups';
import { Health } from './pages/Health';
import { History } from './pages/History';
import { Invitations } from './pages/Invitations';
import { Overview } from './pages/Overview';
import { People } from './pages/People';
import { Person } from './pages/Person';
import { Policy } from './pages/Policy';
import { Recoveries } from './pages/Recoveries';

interface Place {
  path: string;
  Page: ComponentType<{ id: string }>;
}

const PLACES: readonly Place[] = [
  { path: '/admin', Page: Overview },
  { path: '/admin/people', Page: People },
  { path: '/admin/people/:id', Page: Person },
  { path: '/admin/recoveries', Page: Recoveries },
  { path: '/admin/invitations', Page: Invitations },
  { path: '/admin/groups', Page: Groups },
  { path: '/admin/groups/:id', Page: Group },
  { path: '/admin/apps', Page: Apps },
  { path: '/admin/policy', Page: Policy },
  { path: '/admin/history', Page: History },
  { path: '/admin/health', Page: Health },
];

const ID = ':id';

/** The page at an address, with the id that the address names. */
export function placeAt(path: string): (Place & { id: string }) | undefined {
  const steps = path.split('/');
  const fits = (place: string) => {
    const wanted = place.split('/');
    return wanted.length === steps.length && wanted.every((step, index) => step === ID || step === steps[index]);
  };
  const found = PLACES.find((place) => fits(place.path));
  if (!found) return undefined;
  return { ...found, id: found.path.endsWith(ID) ? decodeURIComponent(steps.at(-1) ?? '') : '' };
}
