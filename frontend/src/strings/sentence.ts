// Owns what a sentence of the security history is made of, in every language.
export interface EventDetail {
  /** How often it happened in a row. */
  times: number;
  methods?: string;
  /** As the server names it. */
  method?: string;
  left?: number;
  ended?: number;
  role?: string;
  reason?: string;
  surface?: string;
  group?: string;
  name?: string;
  /** The last moment of a time that was given, as its reader writes it. */
  until?: string;
}

export type Sentence = string | ((detail: EventDetail) => string);

/** Told once as it is, and more often with the number in front. */
export const often =
  (once: string, more: string): Sentence =>
  ({ times }) => (times === 1 ? once : `${times} ${more}`);

export const told = (sentence: Sentence, detail: EventDetail): string => (typeof sentence === 'string' ? sentence : sentence(detail));
