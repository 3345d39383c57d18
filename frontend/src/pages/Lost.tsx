// Owns telling what is left to do for somebody who has neither phone nor codes.
import { CODES_FILE } from '../components/SaveCodes';
import { Gate } from '../components/Gate';
import { Support } from '../components/Support';
import { config } from '../lib/config';
import { withNext } from '../lib/next';
import { useWanted } from '../lib/wanted';
import { t } from '../strings';
import { fill } from '../strings/fill';

export function Lost() {
  // The code page knows whether a sign-in waits there, and leads on to a new one where none does.
  const back = <a href={withNext('/two-factor', useWanted())}>{t.lost.back}</a>;
  return (
    <Gate title={t.lost.title} footer={back}>
      <p class="soft">{t.lost.text}</p>
      <ol class="ways">
        <li>
          <h2>{t.lost.appTitle}</h2>
          <p class="soft">{t.lost.app}</p>
        </li>
        <li>
          <h2>{t.lost.codesTitle}</h2>
          <p class="soft">{fill(t.lost.codes(config.limits.backupCodes), <code translate={false}>{CODES_FILE}</code>)}</p>
        </li>
        <li>
          <h2>{t.lost.helpTitle}</h2>
          <p class="soft">{t.lost.help}</p>
        </li>
      </ol>
      <Support />
    </Gate>
  );
}
