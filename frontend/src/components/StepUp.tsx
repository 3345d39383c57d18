// Owns the dialog that asks for a fresh proof when the server refuses a call without one.
import { useLayoutEffect, useState } from 'preact/hooks';
import { reauth } from '../api/auth';
import { onRefusal } from '../api/http';
import type { Method, Proof } from '../api/types';
import { Button } from './Button';
import { CodeForm } from './CodeForm';
import { Dialog } from './Dialog';
import { PasswordForm } from './PasswordForm';

interface Question {
  methods: Method[];
  answer: (given: boolean) => void;
}

function useQuestion(): [Question | null, (given: boolean) => void] {
  const [question, setQuestion] = useState<Question | null>(null);
  useLayoutEffect(() => {
    onRefusal({
      stepUp: (methods) => new Promise<boolean>((answer) => setQuestion({ methods, answer })),
    });
    return () => onRefusal({ stepUp: () => Promise.resolve(false) });
  }, []);
  function close(given: boolean): void {
    setQuestion(null);
    question?.answer(given);
  }
  return [question, close];
}

export function StepUp() {
  const [question, close] = useQuestion();
  if (!question) return null;
  async function prove(proof: Proof): Promise<void> {
    await reauth(proof);
    close(true);
  }
  const cancel = (
    <Button look="plain" onClick={() => close(false)}>
      Cancel
    </Button>
  );
  const withCode = question.methods.includes('totp') || question.methods.includes('backup_code');
  return (
    <Dialog title="Confirm it is you" onClose={() => close(false)}>
      <p class="soft">This changes how your account is protected, so we ask once more.</p>
      {withCode ? (
        <CodeForm id="proof" backup submitLabel="Confirm" aside={cancel} send={(code) => prove({ code })} />
      ) : (
        <PasswordForm submitLabel="Confirm" aside={cancel} send={(password) => prove({ password })} />
      )}
    </Dialog>
  );
}
