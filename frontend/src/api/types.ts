// Owns the names the pages use for the shapes of the wire; schema.d.ts is made from docs/openapi.json.
import type { components, operations } from './schema';

type Schemas = components['schemas'];

export type Method = 'password' | 'totp' | 'backup_code' | 'passkey' | 'trusted_device';
type WithMethods<T> = Omit<T, 'methods'> & { methods: Method[] };

export type ErrorBody = Omit<Schemas['Error'], 'methods' | 'requestId'> & { requestId?: string; methods?: Method[] };

export type User = Omit<Schemas['UserItem'], 'emailVerified' | 'twoFactorEnabled'> & {
  emailVerified: boolean;
  twoFactorEnabled: boolean;
};
/** What the policy asks of a person; with `setUpBy` everything works until then, without it only the set-up does. */
export interface Asked {
  requires2FASetup?: boolean;
  setUpBy?: string;
}
export interface UserAnswer extends Asked {
  user: User;
  pendingEmail?: string;
  /** Without its second factor; it can be finished from then on. */
  recovery?: { readyAt: string };
}

export type Config = Schemas['Config'];
export type OwnApp = Schemas['OwnApp'];
export type Registration = Schemas['RegisterBody'];
/** `user` is there where an invitation proved the mailbox. */
export type Registered = Omit<Schemas['RegisterAnswer'], 'user'> & { user?: User };
export type Offer = Schemas['Offer'];
export type Waiting = Schemas['WaitingAnswer'];

export interface SignedIn extends UserAnswer {
  message: string;
  requires2FA?: false;
}

export interface HalfSignedIn {
  requires2FA: true;
  methods: Method[];
  expiresIn: number;
  retryAfter?: number;
}

/** One of two answers; the document can only say that every field is optional. */
export type LoginAnswer = SignedIn | HalfSignedIn;

/** What login told says nothing of `recovery`. */
export type Pending = WithMethods<Omit<Schemas['Pending'], 'attemptsLeft' | 'recovery'>> & { attemptsLeft?: number; recovery?: boolean };
/** The standard's JSON, which goes from the server to the browser and back unread. */
export type OptionsJson = Record<string, unknown>;
export type CredentialJson = Record<string, unknown>;
export interface PasskeyOptions {
  publicKey: OptionsJson;
}
export type SecondFactor = { code: string } | { passkey: CredentialJson };
export type Proof = { password: string } | SecondFactor;

interface FactorFacts {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}
export interface Passkey extends FactorFacts {
  provider?: string;
  synced: boolean;
  /** The name of the host for which it was made. */
  madeFor: string;
  usableHere: boolean;
}
export type Factor = (FactorFacts & { kind: 'totp' }) | (Passkey & { kind: 'passkey' });
export type Level = 'optional' | 'two_factor' | 'phishing_resistant';

export type TwoFactorStatus = Omit<Schemas['Status'], 'methods' | 'level' | 'authenticators'> & {
  methods: Method[];
  level: Level;
  authenticators: Factor[];
};
export type TwoFactorSetup = Schemas['Setup'];
/** `name` adds one more app, `replace` names the one whose place the new one takes. */
export interface SetupAsk {
  name?: string;
  replace?: string | true;
  restart?: true;
}

export interface Message {
  message: string;
}
/** Codes come with the first factor, and with a replaced app. */
export interface Enabled extends Message {
  backupCodes?: string[];
}
export interface AddedPasskey extends Enabled {
  passkey: Passkey;
}
/** Which passkeys are left, as the browser takes it to forget all others; without it nothing is told. */
export interface Signal {
  rpId: string;
  userId: string;
  allAcceptedCredentialIds: string[];
}
export interface PasskeyList {
  passkeys: Passkey[];
  signal?: Signal;
}
export interface Removed extends Message {
  signal?: Signal;
}

export type Session = WithMethods<Schemas['SessionItem']>;
export interface SessionList {
  sessions: Session[];
}
export type Device = Schemas['DeviceItem'];
export type SecurityEvent = Schemas['EventItem'];
export type Kind = NonNullable<NonNullable<operations['history_show_events']['parameters']['query']>['kind']>;

export interface WayBack {
  url: string;
  need: ('login' | 'second_factor' | 'fresh' | 'enrol')[];
}
