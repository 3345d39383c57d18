// Owns the English of the overview and of the service's health; `{}` is where an element goes.
import { numbersOf } from '../../../strings/numbers';

const { number, plural } = numbersOf('en');
const people = (count: number) => plural(count, { one: '# person', other: '# people' });

export const overview = {
  overview: {
    title: 'Administration',
    find: 'Find a person',
    findHint: 'By a part of the address or name.',
    figures: 'Figures',
    total: 'People',
    withSecondFactor: 'With a second factor',
    withPasskey: 'With a passkey',
    invited: 'Invited',
    waiting: 'Mails waiting',
    share: (part: number, whole: number) => (whole ? `${Math.floor((100 * part) / whole)} %` : ''),
    attention: 'What needs attention',
    calm: 'Nothing right now.',
    locked: (count: number) => `${people(count)} ${count === 1 ? 'is' : 'are'} locked out after wrong codes.`,
    dead: (count: number) => `${plural(count, { one: '# mail', other: '# mails' })} could not be sent.`,
    without: (count: number) => `${people(count)} ${count === 1 ? 'has' : 'have'} no second factor.`,
    unverified: (count: number) => `${people(count)} never confirmed the address.`,
    recoveries: (count: number) => `${plural(count, { one: '# recovery waits', other: '# recoveries wait' })}.`,
    check: (name: string, told: string) => `${name}: ${told}`,
    often: 'Often needed',
    lastNight: 'Who signed in last night?',
    refusedToday: 'What was refused today?',
    inviteSomebody: 'Invite somebody',
  },
  chart: {
    title: 'Sign-ins and refusals',
    text: 'The last 30 days, in UTC.',
    signIns: 'Sign-ins',
    refusals: 'Refusals',
    asTable: 'As a table',
    day: 'Day',
    told: (signIns: number, refusals: number) => `${number(signIns)} sign-ins and ${number(refusals)} refusals in 30 days.`,
    at: (day: string, signIns: number, refusals: number) => `${day}: ${number(signIns)} sign-ins, ${number(refusals)} refusals`,
    none: 'Nobody signed in during these days.',
  },
  health: {
    title: 'Health',
    lead: 'What the doctor finds. The command line says the same: flask doctor.',
    state: { ok: 'Well', warning: 'Look at it', broken: 'Broken' },
    well: 'All is well.',
    again: 'Look again',
    looked: 'Looked again.',
  },
};
