// Owns telling what is left to do for somebody who has neither phone nor codes.
import { CODES_FILE } from '../components/SaveCodes';
import { Gate } from '../components/Gate';
import { Support } from '../components/Support';
import { config } from '../lib/config';
import { t } from '../strings';
import { fill } from '../strings/fill';

export function Lost() {
  return (
    <Gate title={t.lost.title} footer={<a href="/login">{t.lost.back}</a>}>
      <p class="soft">{t.lost.text}</p>
      <ol class="ways">
        <li>
          <h2>{t.lost.appTitle}</h2>
          <p class="soft">{t.lost.app}</p>
        </li>
        <li>
          <h2>{t.lost.codesTitle}</h2>
          <p class="soft">{fill(t.lost.codes(config.limits.backupCodes), <code>{CODES_FILE}</code>)}</p>
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
