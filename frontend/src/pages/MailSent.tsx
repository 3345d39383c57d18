// Owns the wait for a mail that was asked for.
import { Address } from '../components/Address';
import { Gate } from '../components/Gate';
import { Resend } from '../components/Resend';
import { withNext } from '../lib/next';
import { useWanted } from '../lib/wanted';
import { t } from '../strings';
import { fill } from '../strings/fill';

interface MailSentProps {
  email: string;
  /** `{}` is the address. */
  text: string;
  send: (email: string) => Promise<unknown>;
  onRestart: () => void;
}

export function MailSent({ email, text, send, onRestart }: MailSentProps) {
  const wanted = useWanted();
  const restart = (
    <button class="link" type="button" onClick={onRestart}>
      {t.mail.restart}
    </button>
  );
  return (
    <Gate title={t.mail.title} icon="mail" footer={<a href={withNext('/login', wanted)}>{t.forgot.back}</a>}>
      <p>{fill(text, <Address email={email} />)}</p>
      <p class="soft small">{fill(t.mail.wrong, restart)}</p>
      <Resend send={() => send(email)} />
    </Gate>
  );
}
