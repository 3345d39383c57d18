// Owns confirming an address: opening the link spends nothing (mail scanners open links), the button does.
import { useEffect, useState } from 'preact/hooks';
import { verifyEmail } from '../api/auth';
import { ApiError } from '../api/http';
import { Button } from '../components/Button';
import { Gate } from '../components/Gate';
import { Alert } from '../components/Notice';
import { useAction } from '../lib/action';
import { AskLink } from './AskLink';

/** The token of the link; it leaves the address bar, and so the history, at once. */
function useToken(): string {
  const [token, setToken] = useState('');
  useEffect(() => {
    function take(): void {
      const found = new URLSearchParams(location.hash.slice(1)).get('token');
      if (!found) return;
      setToken(found);
      history.replaceState(null, '', location.pathname + location.search);
    }
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return token;
}

function Confirmed() {
  return (
    <Gate title="Your email is confirmed">
      <p class="soft">The account is ready. Sign in to use it.</p>
      <a class="button wide" href="/login">
        Sign in
      </a>
    </Gate>
  );
}

export function VerifyEmail() {
  const token = useToken();
  const [outcome, setOutcome] = useState<'open' | 'confirmed' | 'dead'>('open');
  const { run, busy, error } = useAction(async () => {
    try {
      await verifyEmail(token);
      setOutcome('confirmed');
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.code !== 'invalid_token') throw reason;
      setOutcome('dead');
    }
  });
  useEffect(() => setOutcome('open'), [token]);

  if (outcome === 'confirmed') return <Confirmed />;
  if (outcome === 'dead') return <AskLink title="This link does not work any more" />;
  if (!token) return <AskLink title="Confirm your email" />;
  return (
    <Gate title="Confirm your email">
      <p class="soft">One press, and the address of your new account is confirmed.</p>
      <Alert error={error} />
      <Button look="wide" busy={busy} onClick={() => void run()}>
        Confirm my email
      </Button>
    </Gate>
  );
}
