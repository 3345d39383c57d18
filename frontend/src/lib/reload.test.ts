// Promises that the page loads itself anew once, and never in circles.
import { expect, it, vi } from 'vitest';
import { reloadOnce } from './reload';

const watched = () => vi.spyOn(location, 'reload').mockImplementation(() => undefined);

it('loads anew once, and again only much later', () => {
  const reload = watched();
  expect(reloadOnce(100_000)).toBe(true);
  expect(reloadOnce(101_000)).toBe(false);
  expect(reloadOnce(159_000)).toBe(false);
  expect(reload).toHaveBeenCalledOnce();
  expect(reloadOnce(161_000)).toBe(true); // looks that were refused push it no further away
});

it('leaves it to a person where storage cannot keep that it did', () => {
  const reload = watched();
  vi.stubGlobal('sessionStorage', undefined);
  expect(reloadOnce(100_000)).toBe(false);
  expect(reload).not.toHaveBeenCalled();
});
