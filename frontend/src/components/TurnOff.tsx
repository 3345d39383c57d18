// Owns turning two-factor authentication off: every second factor ends, by a code or a passkey.
import type { ComponentChildren } from 'preact';
import { twofaDisable } from '../api/auth';
import type { Method } from '../api/types';
import { useWay } from '../lib/way';
import { t } from '../strings';
import { CodeForm } from './CodeForm';
import { FormDialog, Question } from './FormDialog';

interface TurnOffProps {
  methods: readonly Method[];
  /** What the account needs by a date. */
  until?: ComponentChildren;
  onClose: () => void;
  onDone: () => Promise<void>;
}

export function TurnOff({ methods, until, onClose, onDone }: TurnOffProps) {
  const { way, kinds } = useWay(methods);
  async function send(code?: string): Promise<void> {
    await twofaDisable(code);
    await onDone();
  }
  const text = (
    <>
      <p class="soft">{t.second.offWarning}</p>
      {until && <p>{until}</p>}
    </>
  );
  const asked = { title: t.second.offTitle, text, onClose };
  // Whoever has a passkey is asked for it by the server's own question.
  if (way !== 'code') return <FormDialog {...asked} danger act={t.second.turnOff} send={() => send()} />;
  return (
    <Question
      {...asked}
      renderForm={(cancel) => (
        <CodeForm id="turn-off-code" kinds={kinds} submitLabel={t.second.turnOff} look="danger" send={send} aside={cancel} />
      )}
    />
  );
}
