// Owns the list of calls the administrators' pages make, one function for each.
import { language } from '../strings';
import type * as wire from './admin.shapes';
import type { Verb, Where } from './contract';
import { ApiError, asError, call, proven, unreachable } from './http';
import type { Message } from './types';

/** A path that the document does not know yet; the answer's type is claimed, not checked. */
type Ask = <T>(verb: Verb, path: string, body?: object, where?: Where) => Promise<T>;
const ask = call as unknown as Ask;

export type Query = Record<string, string | undefined>;
export interface More {
  after?: string | undefined;
  limit?: number;
  signal?: AbortSignal;
}

const id = encodeURIComponent;

/** Without what is empty: the server takes no empty word for none. */
function filled(query: Query): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1])));
}

/** No query at all where nothing is asked for. */
function asked(query: Query): Where {
  const found = filled(query);
  return Object.keys(found).length > 0 ? { query: found } : {};
}

function list<T>(path: string, query: Query, { after, limit, signal }: More = {}): Promise<T & { next: string | null }> {
  const where = asked({ ...query, after, limit: limit ? String(limit) : undefined });
  return ask('GET', path, undefined, { ...where, ...(signal && { signal }) });
}

/** An answer that comes as long as it takes: `call` would give up on it. */
function open(path: string): Promise<Response> {
  return proven(async () => {
    const init: RequestInit = { method: 'GET', headers: { Accept: '*/*', 'Accept-Language': language }, credentials: 'same-origin' };
    const answer = await fetch(path, init).catch(() => {
      throw new ApiError(0, unreachable());
    });
    if (!answer.ok) throw asError(answer, await answer.json().catch(() => null));
    return answer;
  });
}

export const overview = () => ask<wire.Figures>('GET', '/api/admin/overview');
export const health = () => ask<{ checks: wire.Check[] }>('GET', '/api/admin/health');

export const people = (query: Query, more?: More) => list<{ users: wire.Person[] }>('/api/admin/users', query, more);
export const person = (who: string) => ask<{ user: wire.Whole }>('GET', `/api/admin/users/${id(who)}`);
export const signedIn = (who: string) => ask<wire.SignedInAt>('GET', `/api/admin/users/${id(who)}/sessions`);
export const eventsOf = (who: string, more?: More) => list<{ events: wire.Happening[] }>(`/api/admin/users/${id(who)}/events`, {}, more);

export type Act = 'disable' | 'enable' | 'unlock' | 'sign-out' | 'reset-second-factor' | 'send-reset' | 'resend-verification' | 'delete' | 'role' | 'groups';
export interface Reasoned {
  reason: string;
  version: number;
  role?: wire.Role;
  groups?: string[];
}
/** Who is deleted comes back no more. */
export const act = (who: string, what: Act, body: Reasoned) =>
  ask<Message & { user?: wire.Person }>('POST', `/api/admin/users/${id(who)}/${what}`, body);

export const recoveries = (more?: More) => list<{ recoveries: wire.Recovery[] }>('/api/admin/recoveries', {}, more);
export const stopRecovery = (which: string, reason: string) => ask<Message>('POST', `/api/admin/recoveries/${id(which)}/stop`, { reason });

export const events = (query: Query, more?: More) => list<{ events: wire.Happening[] }>('/api/admin/events', query, more);
export const exportEvents = (format: 'csv' | 'jsonl', query: Query) =>
  open(`/api/admin/events/export?${new URLSearchParams({ format, ...filled(query) })}`);
export const verifyHistory = (after?: string) =>
  ask<wire.Verdict>('GET', '/api/admin/events/verify', undefined, asked({ after }));

export const invitations = (more?: More) => list<{ invitations: wire.Invitation[] }>('/api/admin/invitations', {}, more);
export const invite = (wish: wire.Wish) => ask<wire.Issued>('POST', '/api/admin/invitations', wish);
export const revoke = (invitation: string) => ask<Message>('DELETE', `/api/admin/invitations/${id(invitation)}`, {});

export const groups = (more?: More) => list<{ groups: wire.Group[] }>('/api/admin/groups', {}, more);
export const group = (which: string, more?: More) =>
  list<{ group: wire.Group & { members: wire.Member[] } }>(`/api/admin/groups/${id(which)}`, {}, more);
export const makeGroup = (name: string, description: string) => ask<{ group: wire.Group }>('POST', '/api/admin/groups', { name, description });
export const changeGroup = (which: string, change: { version: number; name?: string; description?: string }) =>
  ask<{ group: wire.Group }>('PATCH', `/api/admin/groups/${id(which)}`, change);
export const deleteGroup = ({ id: which, version }: wire.Group) => ask<Message>('DELETE', `/api/admin/groups/${id(which)}`, { version });
const memberOf = (which: string, who: string) => `/api/admin/groups/${id(which)}/members/${id(who)}`;
export const addMember = (which: string, who: string, reason: string) => ask<Message>('PUT', memberOf(which, who), { reason });
export const removeMember = (which: string, who: string, reason: string) => ask<Message>('POST', `${memberOf(which, who)}/remove`, { reason });

export const apps = (more?: More) => list<{ apps: wire.App[] }>('/api/admin/apps', {}, more);
export const addApp = (app: wire.NewApp) => ask<{ app: wire.App }>('POST', '/api/admin/apps', app);
export const changeApp = (which: string, change: wire.NewApp & { version: number }) =>
  ask<{ app: wire.App }>('PATCH', `/api/admin/apps/${id(which)}`, change);
export const removeApp = ({ id: which, version }: wire.App) => ask<Message>('DELETE', `/api/admin/apps/${id(which)}`, { version });

export const policies = () => ask<{ policies: wire.Policy[] }>('GET', '/api/admin/policy');
export const setPolicy = (rule: wire.Rule) => ask<wire.PolicySet>('PUT', '/api/admin/policy', rule);
export const report = (query: Query, more?: More) =>
  list<{ people: wire.Judged[]; counts: wire.Counts | null }>('/api/admin/policy/report', query, more);
