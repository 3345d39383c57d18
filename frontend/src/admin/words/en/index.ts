// Owns every word of the administrators' pages, in English.
import { door } from './door';
import { overview } from './overview';
import { people } from './people';
import { room } from './room';
import { rules } from './rules';

export const words = { ...room, ...overview, ...people, ...door, ...rules };
