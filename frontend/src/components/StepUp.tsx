// Owns the dialog that asks for a fresh proof when the server refuses a call without one.
import { useLocation } from 'preact-iso';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { reauth } from '../api/auth';
import { onRefusal } from '../api/http';
import type { Method, Proof } from '../api/types';
import { useEach, useWhen } from '../lib/effect';
import { useSession } from '../lib/session';
import { t } from '../strings';
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
  // An open question would keep every later one waiting.
  const asked = useRef(question);
  asked.current = question;
  useLayoutEffect(() => {
    onRefusal({
      stepUp: (methods) => new Promise<boolean>((answer) => setQuestion({ methods, answer })),
    });
    return () => {
      onRefusal({ stepUp: () => Promise.resolve(false) });
      asked.current?.answer(false);
    };
  }, []);
  function close(given: boolean): void {
    setQuestion(null);
    question?.answer(given);
  }
  const { state } = useSession();
  const { path } = useLocation();
  // Nobody is left to ask, or the act was left behind with its page.
  useWhen(state.status === 'anonymous', () => close(false));
  useEach(path, () => close(false));
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
      {t.common.cancel}
    </Button>
  );
  const withCode = question.methods.includes('totp') || question.methods.includes('backup_code');
  return (
    <Dialog title={t.stepUp.title} onClose={() => close(false)}>
      <p class="soft">{t.stepUp.text}</p>
      {withCode ? (
        <CodeForm id="proof" backup submitLabel={t.stepUp.submit} aside={cancel} send={(code) => prove({ code })} />
      ) : (
        <PasswordForm submitLabel={t.stepUp.submit} aside={cancel} send={(password) => prove({ password })} />
      )}
    </Dialog>
  );
}
