// Owns the English around one's own history, and of what to do where it was somebody else; `{}` is where an element goes.
import { numbersOf } from '../numbers';

const { plural } = numbersOf('en');

export const history = {
  activity: {
    title: 'Activity',
    text: 'What happened to your account, newest first.',
    kinds: 'Show',
    kind: { all: 'All', 'sign-in': 'Sign-ins', change: 'Changes', refusal: 'Refusals' },
    noneOfKind: 'Nothing of this kind.',
    none: 'Nothing yet. What you do here will be listed.',
    more: 'Show older',
    shown: (count: number) => `${plural(count, { one: '# older entry', other: '# older entries' })} shown.`,
    end: 'That is all.',
    operator: 'by whoever runs this service',
    because: 'Reason: {}',
  },
  notMe: {
    session: 'Not me: sign it out',
    others: 'Not me: sign out all others',
    sessionDone: (name: string) => `Signed out ${name}. Now choose a new password.`,
    othersDone: 'Signed out everywhere else. Now choose a new password.',
    next: 'Whoever knows the old password is locked out by a new one. It signs out all your other devices, and they are asked for a code again.',
    profile: 'To your profile',
    activity: 'Back to the activity',
  },
  otherEvent: (type: string) => `Something else happened (${type}).`,
};
