// Owns who may register here, as the operator set it.
import { locale } from '../strings';
import { config } from './config';

type Door = 'open' | 'invited' | 'closed' | 'domains';

export function doorOf(): Door {
  const { registration } = config;
  return registration.startsWith('@') ? 'domains' : (registration as Door);
}

const domains = () => config.registration.split(',');

/** The domains that need no invitation, as `@example.org or @example.net`. */
export const domainsText = () => new Intl.ListFormat(locale, { type: 'disjunction' }).format(domains());

/** One spelling of a domain, as the browser writes it in an address. */
function spelled(domain: string): string {
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return domain;
  }
}

/** Whether an address needs no invitation; the server decides, and tells nobody. */
export function opensFor(email: string): boolean {
  if (doorOf() !== 'domains') return true;
  const own = spelled(email.trim().split('@').at(-1) ?? '');
  return domains().some((domain) => spelled(domain.slice(1)) === own);
}
