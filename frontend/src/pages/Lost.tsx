// Owns telling what is left to do for somebody who has neither phone nor codes, or no passkey where a code is not enough.
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { CODES_FILE } from '../components/SaveCodes';
import { Gate } from '../components/Gate';
import { Recover, useRecoverable } from '../components/Recover';
import { Support } from '../components/Support';
import { config } from '../lib/config';
import { withNext } from '../lib/next';
import { useWanted } from '../lib/wanted';
import { add, t } from '../strings';
import { lost } from '../strings/en/lost';
import { fill } from '../strings/fill';

add({ lost });

function Way({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <li>
      <h2>{title}</h2>
      <p class="soft">{children}</p>
    </li>
  );
}

const WithoutCodes = () => (
  <>
    <Way title={t.lost.appTitle}>{t.lost.app}</Way>
    <Way title={t.lost.codesTitle}>{fill(t.lost.codes(config.limits.backupCodes), <code translate={false}>{CODES_FILE}</code>)}</Way>
  </>
);

export function Lost() {
  const passkey = 'passkey' in useLocation().query;
  const recoverable = useRecoverable();
  // The code page knows whether a sign-in waits there, and leads on to a new one where none does.
  const back = <a href={withNext('/two-factor', useWanted())}>{t.lost.back}</a>;
  return (
    <Gate title={passkey ? t.twoFactor.lostPasskey : t.lost.title} footer={back}>
      <p class="soft">{passkey ? t.lost.passkeyText : t.lost.text}</p>
      <ol class="ways">
        {passkey ? <Way title={t.lost.otherTitle}>{t.lost.other}</Way> : <WithoutCodes />}
        {recoverable && (
          <li>
            <h2>{t.recovery.beginTitle}</h2>
            <Recover />
          </li>
        )}
        <Way title={t.lost.helpTitle}>{t.lost.help}</Way>
      </ol>
      <Support />
    </Gate>
  );
}
