// Promises that signing in never leads to another site, and never back to signing in.
import { expect, it } from 'vitest';
import { askedBy, safeNext, wantedOf, withFragment, withNext } from './next';

it('goes on to a page of this site, with its query', () => {
  expect(safeNext('/sessions?sort=ip')).toBe('/sessions?sort=ip');
});

it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/\t/evil.example', '/.//x', '/%2e//evil.example', 'javascript:alert(1)', '', undefined])(
  'goes home instead of to %j',
  (wanted) => {
    expect(safeNext(wanted)).toBe('/profile');
  },
);

it.each(['/login', '/two-factor', '/register', '/'])('does not loop back to %s', (wanted) => {
  expect(safeNext(wanted)).toBe('/profile');
});

it('keeps the way back beside what the address says already', () => {
  expect(withNext('/login?expired=1', '/sessions')).toBe('/login?expired=1&next=%2Fsessions');
});

it('keeps an app that asked for the sign-in, with all it asked for', () => {
  const wanted = wantedOf({ rd: 'https://wiki.example.com/a?b=c', factor: '2' });
  expect(withNext('/login', wanted)).toBe(
    `/login?next=${encodeURIComponent('/continue?rd=https%3A%2F%2Fwiki.example.com%2Fa%3Fb%3Dc&factor=2')}`,
  );
});

it('keeps the fragment of an app’s address behind every address on the way, where no server sees it', () => {
  const wanted = wantedOf({ rd: 'https://wiki.example.com/a' }, '#part/2?x#y');
  const first = withNext('/two-factor', wanted);
  expect(first).toBe(`/two-factor?next=${encodeURIComponent('/continue?rd=https%3A%2F%2Fwiki.example.com%2Fa')}#part/2?x#y`);
  const { searchParams, hash } = new URL(first, location.origin);
  expect(withNext('/login', wantedOf(Object.fromEntries(searchParams), hash))).toBe(first.replace('two-factor', 'login'));
  expect(withFragment('https://wiki.example.com/a', hash)).toBe('https://wiki.example.com/a#part/2?x#y');
  expect(withFragment('https://wiki.example.com/a#own', hash)).toBe('https://wiki.example.com/a#own');
});

it('knows what an app asked for, and of no other page', () => {
  expect(askedBy('/continue?rd=https%3A%2F%2Fwiki.example.com%2F&factor=2#a')).toEqual({ rd: 'https://wiki.example.com/', factor: '2' });
  for (const wanted of ['/sessions?rd=x', '/continue', '//evil.example/continue?rd=x', undefined]) expect(askedBy(wanted)).toBeNull();
});
