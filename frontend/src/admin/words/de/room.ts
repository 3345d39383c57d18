// Owns the German of what all pages of administrators say; `{}` is where an element goes.
import { numbersOf } from '../../../strings/numbers';

const { plural } = numbersOf('de');

export const room = {
  nav: {
    label: 'Verwaltung',
    overview: 'Übersicht',
    people: 'Personen',
    recoveries: 'Wiederherstellung',
    invitations: 'Einladungen',
    groups: 'Gruppen',
    apps: 'Apps',
    policy: 'Regeln',
    history: 'Verlauf',
    health: 'Zustand',
    account: 'Ihr Konto',
  },
  states: {
    forbiddenTitle: 'Nur für Administratoren',
    forbidden: 'Ihr Konto hat kein Recht auf diese Seiten.',
    forbiddenGo: 'Zu Ihrem Profil',
    factorTitle: 'Fügen Sie erst einen zweiten Faktor hinzu',
    factor: 'Wer diesen Dienst verwaltet, meldet sich mit zwei Faktoren an. Ihr Konto hat nur einen.',
    factorGo: 'Zweiten Faktor hinzufügen',
    shut: 'Diese Seiten brauchen einen frischen Nachweis, dass Sie es sind.',
    shutGo: 'Bestätigen, dass Sie es sind',
    stale: 'Das hat inzwischen jemand geändert. Jetzt sehen Sie den neuen Stand. Was Sie eingegeben haben, steht noch da: Vergleichen Sie beides und senden Sie es noch einmal.',
    gone: 'Das gibt es nicht mehr.',
  },
  list: { more: 'Mehr zeigen', all: 'Alle', none: 'Keine', everybody: 'alle' },
  reason: {
    label: 'Grund',
    hint: 'Die Person erfährt per Mail, wer es war und warum. 3 bis 300 Zeichen.',
    short: 'Nennen Sie einen Grund mit 3 bis 300 Zeichen.',
  },
  role: { user: 'Mitglied', admin: 'Administrator' } as Record<string, string>,
  groupsOf: (names: string) => `Gruppen: ${names}`,
  copy: 'Kopieren',
  days: (count: number) => plural(count, { one: '# Tag', other: '# Tage' }),
};
