// Owns the way to the server: one call, one error, and the refusals that every page answers alike.
import { language, t } from '../strings';
import type { AnswerOf, BodyOf, PathOf, Verb, Where } from './contract';
import type { ErrorBody, Method } from './types';

const LIMIT = 20_000;

export const unreachable = (message = t.errors.unreachable): ErrorBody => ({ code: 'unreachable', message });

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly fields: Record<string, string[]>;
  readonly retryAfter: number | undefined;
  readonly attemptsLeft: number | undefined;
  readonly nextCodeIn: number | undefined;
  readonly clockOffSeconds: number | undefined;
  readonly methods: Method[];

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code;
    this.requestId = body.requestId;
    this.fields = body.fields ?? {};
    this.retryAfter = body.retryAfter;
    this.attemptsLeft = body.attemptsLeft;
    this.nextCodeIn = body.nextCodeIn;
    this.clockOffSeconds = body.clockBehindSeconds ?? body.clockDriftSeconds;
    this.methods = body.methods ?? [];
  }
}

interface Refusals {
  /** Asks for a fresh proof; answers whether it was given. */
  stepUp: (methods: Method[]) => Promise<boolean>;
  signedOut: () => void;
  setupRequired: () => void;
}

let refusals: Partial<Refusals> = {};

export function onRefusal(answers: Partial<Refusals>): void {
  refusals = { ...refusals, ...answers };
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'message' in body;
}

export function asError(response: Response, body: unknown): ApiError {
  // A proxy in front of a dead server answers with a page of its own: to a person that is the same as no answer.
  if (!isErrorBody(body)) return new ApiError(response.status, unreachable());
  const header = Number(response.headers.get('Retry-After')) || undefined;
  return new ApiError(response.status, { ...body, retryAfter: body.retryAfter ?? header });
}

/** One answer, or none where nothing comes in time; the limit holds for the body, too. */
async function answerOf(path: string, init: RequestInit): Promise<[Response, unknown]> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LIMIT);
  init.signal?.addEventListener('abort', () => limit.abort());
  try {
    const response = await fetch(path, { ...init, signal: limit.signal });
    const body: unknown = await response.json().catch(() => null);
    if (limit.signal.aborted) throw limit.signal.reason;
    return [response, body];
  } catch {
    throw new ApiError(0, unreachable(limit.signal.aborted ? t.errors.late : undefined));
  } finally {
    clearTimeout(timer);
  }
}

/** Tells whether the server answers at an address of the page. */
export function reaches(path: string): Promise<boolean> {
  return answerOf(path, { cache: 'no-store' }).then(
    ([response]) => response.status < 500,
    () => false,
  );
}

async function send<T>(verb: Verb, path: string, body?: object, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language };
  const init: RequestInit = { method: verb, headers, credentials: 'same-origin', ...(signal && { signal }) };
  if (body) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  const [response, answer] = await answerOf(path, init);
  if (!response.ok || answer === null) throw asError(response, answer);
  return answer as T;
}

let asking: Promise<boolean> | null = null;

/** Calls refused at the same time share one question. */
async function stepUp(error: unknown): Promise<boolean> {
  if (!(error instanceof ApiError) || error.code !== 'reauth_required' || !refusals.stepUp) return false;
  asking ??= refusals.stepUp(error.methods).finally(() => {
    asking = null;
  });
  return asking;
}

function tell(error: unknown): unknown {
  if (error instanceof ApiError && error.code === 'not_signed_in') refusals.signedOut?.();
  if (error instanceof ApiError && error.code === 'two_factor_setup_required') refusals.setupRequired?.();
  return error;
}

function addressOf(path: string, { id = '', query }: Where): string {
  const address = path.replace(/\{\w+\}/, encodeURIComponent(id));
  return query ? `${address}?${new URLSearchParams(query)}` : address;
}

/** One request; after a step-up the refused one is repeated once, and no more. */
export async function proven<T>(once: () => Promise<T>): Promise<T> {
  try {
    return await once();
  } catch (error) {
    if (!(await stepUp(error))) throw tell(error);
  }
  return once().catch((error: unknown) => {
    throw tell(error);
  });
}

export function call<V extends Verb, P extends PathOf<V>>(verb: V, path: P, body?: BodyOf<V, P>, where: Where = {}) {
  return proven(() => send<AnswerOf<V, P>>(verb, addressOf(path, where), body, where.signal));
}
