// Owns counting things in a language that has one form for one and another for the rest.
export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
