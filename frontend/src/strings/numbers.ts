// Owns how one language writes numbers and counts things.
export interface Forms extends Partial<Record<Intl.LDMLPluralRule, string>> {
  other: string;
}

/** `plural` takes the form for a count, and puts the number in place of `#`. */
export function numbersOf(language: string) {
  const rules = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(language);
  const number = (value: number) => digits.format(value);
  const plural = (count: number, forms: Forms) => (forms[rules.select(count)] ?? forms.other).replace('#', number(count));
  return { number, plural };
}
