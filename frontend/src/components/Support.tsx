// Owns telling somebody who cannot go on whom to ask, where the operator named somebody.
import { config } from '../lib/config';
import { t } from '../strings';
import { fill } from '../strings/fill';

export function Support() {
  const { support } = config;
  if (!support) return null;
  const isMail = !/^https?:/i.test(support);
  return (
    <p class="small support">
      {fill(t.common.help, <a href={isMail ? `mailto:${support}` : support}>{isMail ? support : support.replace(/^https?:\/\/|\/$/gi, '')}</a>)}
    </p>
  );
}
