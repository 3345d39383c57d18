// Owns the same words in German.
import type { Strings } from '../type';
import { common } from './common';
import { appTokens } from './appTokens';
import { asked } from './asked';
import { ceremony } from './ceremony';
import { data } from './data';
import { door } from './door';
import { events } from './events';
import { factors } from './factors';
import { inside } from './inside';
import { logout } from './logout';
import { lost } from './lost';
import { outside } from './outside';
import { recovery } from './recovery';
import { setup } from './setup';
import { undoEmail } from './undoEmail';

export const words: Strings = { ...common, ...outside, ...inside, appTokens, asked, logout, lost, recovery, undoEmail, events, door, ceremony, data, factors, ...setup };
