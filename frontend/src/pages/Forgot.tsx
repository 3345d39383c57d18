// Owns asking for a link to choose a new password.
import { forgotPassword } from '../api/auth';
import { config } from '../lib/config';
import { span } from '../lib/time';
import { t } from '../strings';
import { AskMail } from './AskMail';

export function Forgot({ dead }: { dead?: boolean }) {
  const life = span(config.limits.resetSeconds);
  return (
    <AskMail
      title={dead ? t.verify.dead : t.forgot.title}
      text={dead ? t.forgot.dead(life) : t.forgot.text}
      submitLabel={t.forgot.submit}
      sent={t.forgot.sent(life)}
      send={forgotPassword}
    />
  );
}
