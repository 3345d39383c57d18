// Promises of the stop of a circle: five quick returns pass, the sixth stops, slow ones and other hosts never do.
import { expect, it } from 'vitest';
import { goesInCircles } from './circles';

const stops = (times: number[]) => times.map((time) => goesInCircles('wiki.example.com', time));

it('stops the sixth return within half a minute, and starts anew then', () => {
  expect(stops([0, 1, 2, 3, 4, 5, 6])).toEqual([false, false, false, false, false, true, false]);
});

it('lets people come back as often as they like in their own time', () => {
  expect(stops([0, 8000, 16_000, 24_000, 32_000, 40_000, 48_000]).includes(true)).toBe(false);
});

it('counts each app alone', () => {
  stops([0, 1, 2, 3, 4]);
  expect(goesInCircles('board.example.com', 5)).toBe(false);
});

it('lets through where the storage holds nonsense', () => {
  sessionStorage.setItem('way-back wiki.example.com', '{');
  expect(goesInCircles('wiki.example.com', 0)).toBe(false);
});
