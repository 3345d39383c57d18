// Promises of a way back that waits for a mailed link: this browser keeps it for a day and gives it out once.
import { expect, it } from 'vitest';
import { keepWanted, takeWanted } from './wanted';

it('gives back what it kept, once', () => {
  keepWanted('/continue?rd=x#part');
  expect(takeWanted()).toBe('/continue?rd=x#part');
  expect(takeWanted()).toBeUndefined();
});

it('forgets after a day, and keeps nothing where nothing is wanted', () => {
  keepWanted('/sessions', Date.now() - 25 * 60 * 60_000);
  expect(takeWanted()).toBeUndefined();
  keepWanted(undefined);
  expect(localStorage.length).toBe(0);
});

it.each(['nonsense', '{"wanted":1,"until":9e15}', '[]', 'null'])('takes %s for nothing', (found) => {
  localStorage.setItem('way-back', found);
  expect(takeWanted()).toBeUndefined();
});
