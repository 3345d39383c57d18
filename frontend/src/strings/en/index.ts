// Owns every word the page says, in English.
import { door } from './door';
import { events } from './events';
import { first } from './first';

export const words = { ...first, events, door };
