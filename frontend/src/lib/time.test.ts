// Promises that times and clients are told in words a person recognises.
import { expect, it } from 'vitest';
import { agentName } from './agent';
import { clock, moment, roughly, span, wait } from './time';

it('writes seconds as a clock', () => {
  expect([clock(0), clock(9), clock(60), clock(212)]).toEqual(['0:00', '0:09', '1:00', '3:32']);
});

it('rounds long spans to minutes and counts one thing as one', () => {
  expect([roughly(1), roughly(-40), roughly(90), roughly(240)]).toEqual(['1 second', '40 seconds', '2 minutes', '4 minutes']);
});

it.each([
  [90, '90 seconds'],
  [120, '2 minutes'],
  [900, '15 minutes'],
  [3600, '1 hour'],
  [7199, '119 minutes'],
  [86_400, '24 hours'],
  [604_800, '7 days'],
  [1_000_000, '11 days'],
])('tells a life of %i seconds as %s, and never as longer', (seconds, text) => {
  expect(span(seconds)).toBe(text);
});

it('never says that something takes no time', () => {
  expect([roughly(0), roughly(0.2), roughly(-0.4)]).toEqual(['1 second', '1 second', '1 second']);
});

it('counts a short wait by the second, and tells a long one in words', () => {
  expect([wait(869), wait(3599), wait(3600), wait(9 * 3600), wait(3 * 86_400)]).toEqual(['14:29', '59:59', '60 minutes', '9 hours', '3 days']);
});

it('says today and yesterday by the calendar of the reader', () => {
  const now = new Date(2026, 4, 14, 0, 30);
  expect(moment(new Date(2026, 4, 14, 0, 10).toISOString(), now)).toMatch(/^today at /);
  expect(moment(new Date(2026, 4, 13, 23, 50).toISOString(), now)).toMatch(/^yesterday at /);
  expect(moment(new Date(2026, 4, 1, 9, 0).toISOString(), now)).toContain('2026');
});

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1', 'Safari on iPhone'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
  ['curl/8.9.1', 'curl'],
  [null, 'Unknown client'],
])('names the client %j as %s', (userAgent, name) => {
  expect(agentName(userAgent)).toBe(name);
});
