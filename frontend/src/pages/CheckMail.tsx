// Owns the wait for the verification mail after an account was asked for.
import { Gate } from '../components/Gate';
import { Icon } from '../components/Icon';
import { Resend } from '../components/Resend';

export function CheckMail({ email, onRestart }: { email: string; onRestart: () => void }) {
  return (
    <Gate
      title="Check your mail"
      footer={
        <>
          Confirmed already? <a href="/login">Sign in</a>
        </>
      }
    >
      <p class="emblem">
        <Icon name="mail" />
      </p>
      <p>
        We have sent a mail to <strong class="address">{email}</strong>. Open the link in it within 24 hours to confirm that the
        address is yours.
      </p>
      <p class="soft small">
        Wrong address?{' '}
        <button class="link" type="button" onClick={onRestart}>
          Start again
        </button>
        . Nothing happens with the old one.
      </p>
      <Resend email={email} />
    </Gate>
  );
}
