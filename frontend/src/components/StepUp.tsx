// Owns the dialog that asks for a fresh proof when the server refuses a call without one.
import { useLocation } from 'preact-iso';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { reauth, reauthOptions } from '../api/auth';
import { onRefusal } from '../api/http';
import type { Method, Proof as Given } from '../api/types';
import { useEach, useWhen } from '../lib/effect';
import { useSession } from '../lib/session';
import { useWay } from '../lib/way';
import { t } from '../strings';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Proof } from './Proof';

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

function Ask({ methods, close }: { methods: Method[]; close: (given: boolean) => void }) {
  const way = useWay(methods);
  async function prove(proof: Given): Promise<void> {
    await reauth(proof);
    close(true);
  }
  const cancel = (
    <Button look="plain" onClick={() => close(false)}>
      {t.common.cancel}
    </Button>
  );
  return (
    <Dialog title={t.stepUp.title} onClose={() => close(false)}>
      <p class="soft">{t.stepUp.text}</p>
      <Proof {...way} id="proof" ask={reauthOptions} submitLabel={t.stepUp.submit} aside={cancel} send={prove} />
    </Dialog>
  );
}

export function StepUp() {
  const [question, close] = useQuestion();
  return question && <Ask methods={question.methods} close={close} />;
}
