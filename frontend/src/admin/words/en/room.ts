// Owns the English of what all pages of administrators say; `{}` is where an element goes.
import { numbersOf } from '../../../strings/numbers';

const { plural } = numbersOf('en');

export const room = {
  nav: {
    label: 'Administration',
    overview: 'Overview',
    people: 'People',
    recoveries: 'Recoveries',
    invitations: 'Invitations',
    groups: 'Groups',
    apps: 'Apps',
    policy: 'Policy',
    history: 'History',
    health: 'Health',
    account: 'Your account',
  },
  states: {
    forbiddenTitle: 'Administrators only',
    forbidden: 'Your account has no right to these pages.',
    forbiddenGo: 'To your profile',
    factorTitle: 'First add a second factor',
    factor: 'Whoever administers this service signs in with two factors. Your account has one only.',
    factorGo: 'Add a second factor',
    shut: 'These pages need a fresh proof that it is you.',
    shutGo: 'Confirm it is you',
    stale: 'Somebody changed this meanwhile. What is there now is shown. What you typed is still here: look at both, then send it again.',
    gone: 'There is nothing of that name any more.',
  },
  list: { more: 'Show more', all: 'All', none: 'None', everybody: 'everybody' },
  reason: {
    label: 'Reason',
    hint: 'The person is mailed who did it and why. 3 to 300 characters.',
    short: 'Give a reason of 3 to 300 characters.',
  },
  role: { user: 'User', admin: 'Administrator' } as Record<string, string>,
  groupsOf: (names: string) => `Groups: ${names}`,
  copy: 'Copy',
  days: (count: number) => plural(count, { one: '# day', other: '# days' }),
};
