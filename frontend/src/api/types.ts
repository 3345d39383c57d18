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
export interface UserAnswer {
  user: User;
  pendingEmail?: string;
}

export type Config = Schemas['Config'];
export type Registration = Schemas['RegisterBody'];
/** `user` is there where an invitation proved the mailbox. */
export type Registered = Omit<Schemas['RegisterAnswer'], 'user'> & { user?: User };
export type Offer = Schemas['Offer'];
export type Waiting = Schemas['WaitingAnswer'];

export interface SignedIn {
  message: string;
  user: User;
  requires2FA?: false;
  requires2FASetup?: boolean;
}

export interface HalfSignedIn {
  requires2FA: true;
  methods: Method[];
  expiresIn: number;
  retryAfter?: number;
}

/** One of two answers; the document can only say that every field is optional. */
export type LoginAnswer = SignedIn | HalfSignedIn;

export type Pending = WithMethods<Omit<Schemas['Pending'], 'attemptsLeft'>> & { attemptsLeft?: number };
export type Proof = { password: string } | { code: string };

export type TwoFactorStatus = WithMethods<Schemas['Status']>;
export type TwoFactorSetup = Schemas['Setup'];

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
