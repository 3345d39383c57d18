// Owns the same words in German.
import type { Strings } from '../type';
import { common } from './common';
import { door } from './door';
import { events } from './events';
import { inside } from './inside';
import { outside } from './outside';

export const words: Strings = { ...common, ...outside, ...inside, events, door };
