// Owns the English that comes with the page: what most people read.
import { common } from './common';
import { inside } from './inside';
import { outside } from './outside';

export const first = { ...common, ...outside, ...inside };
