// Owns the shapes of the wire, as the contract tells them.

export type Method = 'password' | 'totp' | 'backup_code' | 'passkey' | 'trusted_device';

export interface Message {
  message: string;
}

export interface ErrorBody {
  message: string;
  code: string;
  requestId?: string;
  fields?: Record<string, string[]>;
  retryAfter?: number;
  attemptsLeft?: number;
  nextCodeIn?: number;
  clockBehindSeconds?: number;
  clockDriftSeconds?: number;
  methods?: Method[];
  reason?: string;
}

export interface User {
  id: string;
  email: string;
  name: string | null;
  emailVerified: boolean;
  role: string;
  twoFactorEnabled: boolean;
  createdAt: string;
}

export interface Registration {
  email: string;
  password: string;
  name?: string;
}

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

export type LoginAnswer = SignedIn | HalfSignedIn;

export interface Pending {
  email: string;
  methods: Method[];
  expiresIn: number;
  attemptsLeft?: number;
  retryAfter?: number;
}

export interface TwoFactorStatus {
  enabled: boolean;
  required: boolean;
  methods: Method[];
  backupCodesRemaining: number;
  enabledAt: string | null;
}

export interface TwoFactorSetup {
  secret: string;
  otpauthUrl: string;
  qrCode: string;
  expiresIn: number;
}

export interface BackupCodes {
  backupCodes: string[];
}

export interface Session {
  id: string;
  current: boolean;
  kind: string;
  createdAt: string;
  lastSeenAt: string;
  ip: string | null;
  userAgent: string | null;
  methods: Method[];
}

export type Proof = { password: string } | { code: string };
