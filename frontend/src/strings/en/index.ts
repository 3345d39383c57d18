// Owns every word the page says, in English.
import { common } from './common';
import { events } from './events';
import { inside } from './inside';
import { outside } from './outside';

export const words = { ...common, ...outside, ...inside, events };
