// Owns putting an element into a sentence, wherever the language wants it.
import { Fragment, type ComponentChildren } from 'preact';

/** Puts the parts in place of the `{}` of a sentence, in their order. */
export function fill(sentence: string, ...parts: ComponentChildren[]): ComponentChildren {
  return sentence.split('{}').map((text, index) => (
    <Fragment key={index}>
      {index > 0 && parts[index - 1]}
      {text}
    </Fragment>
  ));
}
