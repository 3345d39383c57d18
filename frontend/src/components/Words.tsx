// Owns a text that changes: a translating browser replaces text, so a new text comes as a new element.
export const Words = ({ children }: { children: string }) => <span key={children}>{children}</span>;
