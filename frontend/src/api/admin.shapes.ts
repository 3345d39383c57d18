// Owns the names that the administrators' pages have for the shapes of their calls; the document has the shapes.
import type { components } from './schema';

type Schemas = components['schemas'];

export const FILTERS = ['without_second_factor', 'locked', 'unverified', 'disabled', 'admins', 'inactive'] as const;

export type Person = Schemas['PersonItem'];
export type Role = Person['role'];
export type Authenticator = Schemas['FactorOfPerson'];
export type Standing = Schemas['PolicyStanding'];
/** One person in full. */
export type Whole = Schemas['WholePerson'];
export type PersonSession = Schemas['SessionOfPerson'];
export type TrustedBrowser = Schemas['BrowserOfPerson'];
export type AppToken = Schemas['AppTokenItem'];
export type SignedInAt = Schemas['SessionsOfPerson'];

export type Party = Schemas['Party'];
export type Happening = Schemas['AdminEventItem'];
/** What a check of one part of the history found. */
export type Verdict = Schemas['VerdictAnswer'];
export type Day = Schemas['DayFigures'];
export type Figures = Schemas['OverviewAnswer'];
export type Check = Schemas['CheckItem'];
export type Recovery = Schemas['RecoveryItem'];

export type Policy = Schemas['PolicyItem'];
export type Rule = Schemas['PolicyBody'];
export type PolicySet = Schemas['PolicyAnswer'];
export type Judged = Schemas['ReportedItem'];
export type State = Judged['state'];
export type Counts = Record<State, number>;
export const STATES = ['meets', 'not_asked', 'has_time', 'stopped'] as const satisfies readonly State[];

export type Invitation = Schemas['InvitationItem'];
export type Wish = Schemas['InvitationBody'];
export type Issued = Schemas['IssuedAnswer'];
export type Group = Schemas['GroupItem'];
export type Member = Schemas['MemberItem'];
export type App = Schemas['AppItem'];
export type NewApp = Schemas['AppBody'];
