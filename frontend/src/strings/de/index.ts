// Owns the same words in German.
import type { Strings } from '../type';
import { common } from './common';
import { ceremony } from './ceremony';
import { data } from './data';
import { door } from './door';
import { events } from './events';
import { factors } from './factors';
import { inside } from './inside';
import { outside } from './outside';
import { setup } from './setup';

export const words: Strings = { ...common, ...outside, ...inside, events, door, ceremony, data, factors, ...setup };
