// Owns asking for a link to choose a new password.
import { forgotPassword } from '../api/auth';
import { t } from '../strings';
import { AskMail } from './AskMail';

export function Forgot({ dead }: { dead?: boolean }) {
  return (
    <AskMail
      title={dead ? t.verify.dead : t.forgot.title}
      text={dead ? t.forgot.dead : t.forgot.text}
      submitLabel={t.forgot.submit}
      sent={t.forgot.sent}
      send={forgotPassword}
    />
  );
}
