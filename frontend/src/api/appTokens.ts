// Owns the list of calls about tokens by which programs open an app, one function for each.
import { call } from './http';
import type { components } from './schema';

export type AppToken = components['schemas']['AppTokenItem'];

export const appTokens = () => call('GET', '/api/auth/app-tokens');
export const makeAppToken = (name: string, origin: string, expiresIn: number) => call('POST', '/api/auth/app-tokens', { name, origin, expiresIn });
export const revokeAppToken = (id: string) => call('DELETE', '/api/auth/app-tokens/{token_id}', undefined, { id });
