// Owns one sentence that a page leaves for the page that it leads to; a reload forgets it, and no address can forge it.
let sentence = '';

export function tellNext(text: string): void {
  sentence = text;
}

export function hear(): string {
  const heard = sentence;
  sentence = '';
  return heard;
}
