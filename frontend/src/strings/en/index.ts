// Owns every word the page says, in English.
import { ceremony } from './ceremony';
import { data } from './data';
import { door } from './door';
import { events } from './events';
import { factors } from './factors';
import { first } from './first';
import { setup } from './setup';

export const words = { ...first, events, door, ceremony, data, factors, ...setup };
