// Owns every word the page says, in English.
import { appTokens } from './appTokens';
import { asked } from './asked';
import { ceremony } from './ceremony';
import { data } from './data';
import { door } from './door';
import { events } from './events';
import { factors } from './factors';
import { first } from './first';
import { history } from './history';
import { logout } from './logout';
import { lost } from './lost';
import { recovery } from './recovery';
import { setup } from './setup';
import { undoEmail } from './undoEmail';

export const words = { ...first, appTokens, asked, logout, lost, recovery, undoEmail, events, door, ceremony, data, factors, ...history, ...setup };
