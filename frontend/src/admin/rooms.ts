// Owns the way round the administrators' pages: what stands in it, in its order.
import type { IconName } from '../components/Icon';
import type { Words } from './words';

export type Room = Exclude<keyof Words['nav'], 'label' | 'account'>;

export const ROOMS: readonly [href: string, name: Room, icon: IconName][] = [
  ['/admin', 'overview', 'activity'],
  ['/admin/people', 'people', 'user'],
  ['/admin/recoveries', 'recoveries', 'phone'],
  ['/admin/invitations', 'invitations', 'mail'],
  ['/admin/groups', 'groups', 'group'],
  ['/admin/apps', 'apps', 'app'],
  ['/admin/policy', 'policy', 'shield'],
  ['/admin/history', 'history', 'clock'],
  ['/admin/health', 'health', 'done'],
];
