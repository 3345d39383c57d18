// Owns what the OpenAPI document says of a call: a path, field or answer that it does not know does not compile.
import type { paths } from './schema';


export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type Json<T> = T extends { content: { 'application/json': infer Content } } ? Content : never;
type Operation<V extends Verb, P extends keyof paths> = paths[P][Lowercase<V> & keyof paths[P]];

export type PathOf<V extends Verb> = {
  [P in keyof paths]: Operation<V, P> extends { responses: object } ? P : never;
}[keyof paths];

export type BodyOf<V extends Verb, P extends keyof paths> =
  Operation<V, P> extends { requestBody?: infer Body } ? Json<NonNullable<Body>> : never;

type Success<R> = R[keyof R & (200 | 201 | 202)];
export type AnswerOf<V extends Verb, P extends keyof paths> =
  Operation<V, P> extends { responses: infer R } ? Json<Success<R>> : never;

/** What stands in the address beside the path: the one id of `…/{id}`, and the query. */
export interface Where {
  id?: string;
  query?: Record<string, string>;
  /** Ends a call whose answer nobody waits for any more. */
  signal?: AbortSignal;
}
