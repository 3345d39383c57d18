// Owns the shapes of the administrators' calls, by hand until schema.d.ts has all of them.
import type { components } from './schema';
import type { Level, SecurityEvent } from './types';

type Schemas = components['schemas'];

export type Role = 'user' | 'admin';
export const FILTERS = ['without_second_factor', 'locked', 'unverified', 'disabled', 'admins', 'inactive'] as const;
export type Filter = (typeof FILTERS)[number];

export interface Authenticator {
  id: string;
  kind: 'totp' | 'passkey';
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role;
  groups: string[];
  emailVerified: boolean;
  disabled: boolean;
  locked: boolean;
  authenticators: Authenticator[];
  lastSeenAt: string | null;
  createdAt: string;
  version: number;
}

export interface Standing {
  level: Level;
  required: boolean;
  setUpBy?: string | null;
}

/** One person in full. */
export interface Whole extends Person {
  locale: string;
  twoFactorEnabled: boolean;
  backupCodesRemaining: number;
  mustEnrol: boolean;
  pendingEmail?: string;
  standing?: Standing;
}

export interface PersonSession {
  id: string;
  kind: string;
  device: string;
  ip: string;
  createdAt: string;
  lastSeenAt: string;
  amr: string[];
}

export interface TrustedBrowser {
  id: string;
  device: string;
  ip: string;
  createdAt: string;
  lastUsedAt: string | null;
}

export interface SignedInAt {
  sessions: PersonSession[];
  trustedBrowsers: TrustedBrowser[];
}

export interface Party {
  id: string;
  /** Nothing once the account is deleted. */
  email: string | null;
}

export interface Happening extends SecurityEvent {
  number: number;
  outcome: 'success' | 'failure';
  /** Nothing where nobody is known, and at the command line, whose user `userAgent` names. */
  actor: Party | null;
  subject: Party | null;
  requestId: string;
}

export interface Day {
  day: string;
  signIns: number;
  refusals: number;
}

export interface Figures {
  people: {
    total: number;
    withSecondFactor: number;
    withPasskey: number;
    unverified: number;
    disabled: number;
    locked: number;
    invited: number;
  };
  mails: { waiting: number; dead: number };
  recoveries?: { open: number };
  days: Day[];
}

export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'broken';
  told: string;
  advice: string | null;
}

/** What a check of one part of the history found. */
export interface Verdict {
  whole: boolean;
  rows: number;
  faults: string[];
  head: { number: number; hash: string } | null;
  /** Where the next part begins; nothing once all is checked. */
  next: string | null;
}

export interface Policy {
  /** Everybody, a role or a group. */
  group: string;
  level: Level;
  from: string | null;
  grace: number;
  version: number;
  /** The level that holds until `from`. */
  until?: Level | null;
}

export interface Rule {
  level: Level;
  group?: string;
  from?: string;
  grace?: number;
  version?: number;
}

export const STATES = ['meets', 'not_asked', 'has_time', 'stopped'] as const;
export type State = (typeof STATES)[number];

export interface PolicySet {
  policies: Policy[];
  mailed: number;
  stopped: number;
  warnings: string[];
}

export interface Judged {
  id: string;
  email: string;
  name: string;
  role: Role;
  groups: string[];
  level: Level;
  state: State;
  setUpBy: string | null;
}

export type Invitation = Schemas['InvitationItem'];
export type Wish = Schemas['InvitationBody'];
export type Issued = Schemas['IssuedAnswer'];
export type Group = Schemas['GroupItem'];
export type Member = Schemas['MemberItem'];
export type App = Schemas['AppItem'];
export type NewApp = Schemas['AppBody'];
