// Owns the same words in German.
import type { Strings } from './type';
import { common } from './de/common';
import { events } from './de/events';
import { inside } from './de/inside';
import { outside } from './de/outside';

export const de: Strings = { ...common, ...outside, ...inside, events };
