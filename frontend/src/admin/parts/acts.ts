// Owns which acts an administrator may do to a person in this state; the server refuses all others, too.
import type { Act } from '../../api/admin';
import type { Whole } from '../../api/admin.shapes';

interface Offer {
  act: Act;
  /** It ends something that cannot be had back. */
  danger?: true;
  fits: (person: Whole, own: boolean) => boolean;
}

export const ACTS: readonly Offer[] = [
  { act: 'unlock', fits: ({ locked }, own) => locked && !own },
  { act: 'enable', fits: ({ disabled }) => disabled },
  { act: 'reset-second-factor', danger: true, fits: ({ twoFactorEnabled }, own) => twoFactorEnabled && !own },
  { act: 'send-reset', fits: ({ disabled }, own) => !disabled && !own },
  { act: 'resend-verification', fits: ({ emailVerified, disabled }) => !emailVerified && !disabled },
  { act: 'sign-out', fits: (_person, own) => !own },
  { act: 'role', fits: (_person, own) => !own },
  { act: 'groups', fits: () => true },
  { act: 'disable', danger: true, fits: ({ disabled }, own) => !disabled && !own },
  { act: 'delete', danger: true, fits: (_person, own) => !own },
];
