// Owns the German of the overview and of the service's health; `{}` is where an element goes.
import { numbersOf } from '../../../strings/numbers';

const { number, plural } = numbersOf('de');
const people = (count: number) => plural(count, { one: '# Person', other: '# Personen' });

export const overview = {
  overview: {
    title: 'Verwaltung',
    find: 'Person suchen',
    findHint: 'Nach einem Teil der Adresse oder des Namens.',
    figures: 'Zahlen',
    total: 'Personen',
    withSecondFactor: 'Mit zweitem Faktor',
    withPasskey: 'Mit Passkey',
    invited: 'Eingeladen',
    waiting: 'Wartende Mails',
    share: (part: number, whole: number) => (whole ? `${Math.floor((100 * part) / whole)} %` : ''),
    attention: 'Was Sie ansehen sollten',
    calm: 'Zurzeit nichts.',
    locked: (count: number) => `${people(count)} ${count === 1 ? 'ist' : 'sind'} wegen falscher Codes ausgesperrt.`,
    dead: (count: number) => `${plural(count, { one: '# Mail konnte', other: '# Mails konnten' })} nicht versandt werden.`,
    without: (count: number) => `${people(count)} ${count === 1 ? 'hat' : 'haben'} keinen zweiten Faktor.`,
    unverified: (count: number) => `${people(count)} ${count === 1 ? 'hat' : 'haben'} die Adresse nie bestätigt.`,
    recoveries: (count: number) => `${plural(count, { one: '# Wiederherstellung wartet', other: '# Wiederherstellungen warten' })}.`,
    check: (name: string, told: string) => `${name}: ${told}`,
    often: 'Oft gebraucht',
    lastNight: 'Wer hat sich letzte Nacht angemeldet?',
    refusedToday: 'Was wurde heute abgewiesen?',
    inviteSomebody: 'Jemanden einladen',
  },
  chart: {
    title: 'Anmeldungen und Abweisungen',
    text: 'Die letzten 30 Tage, nach UTC.',
    signIns: 'Anmeldungen',
    refusals: 'Abweisungen',
    asTable: 'Als Tabelle',
    day: 'Tag',
    told: (signIns: number, refusals: number) => `${number(signIns)} Anmeldungen und ${number(refusals)} Abweisungen in 30 Tagen.`,
    at: (day: string, signIns: number, refusals: number) => `${day}: ${number(signIns)} Anmeldungen, ${number(refusals)} Abweisungen`,
    none: 'An diesen Tagen hat sich niemand angemeldet.',
  },
  health: {
    title: 'Zustand',
    lead: 'Was die Prüfung findet, auf Englisch. Die Befehlszeile sagt dasselbe: flask doctor.',
    state: { ok: 'Gut', warning: 'Ansehen', broken: 'Kaputt' },
    well: 'Alles ist gut.',
    again: 'Noch einmal prüfen',
    looked: 'Noch einmal geprüft.',
  },
};
