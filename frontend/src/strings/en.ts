// Owns every word the page says, in English.
import { common } from './en/common';
import { events } from './en/events';
import { inside } from './en/inside';
import { outside } from './en/outside';

export const en = { ...common, ...outside, ...inside, events };
