// Owns asking for a new verification link where the old one is used, expired or missing.
import { useState } from 'preact/hooks';
import { resendVerification } from '../api/auth';
import { Button } from '../components/Button';
import { Field } from '../components/Field';
import { Form } from '../components/Form';
import { Gate } from '../components/Gate';
import { Alert, Notice, Status } from '../components/Notice';
import { refuse, useAction } from '../lib/action';

const footer = (
  <>
    Confirmed already? <a href="/login">Sign in</a>
  </>
);

export function AskLink({ title }: { title: string }) {
  const [sent, setSent] = useState(false);
  const { run, busy, error } = useAction(async (email: string) => {
    setSent(false);
    await resendVerification(email.includes('@') ? email.trim() : refuse({ email: 'Enter the address of the account.' }));
    setSent(true);
  });
  return (
    <Gate title={title} footer={footer}>
      <p class="soft">A link works once, and for 24 hours. Ask for a new one here.</p>
      <Alert error={error} />
      <Status>
        {sent && (
          <Notice>
            <p>If the address waits to be confirmed, a new link is on its way.</p>
          </Notice>
        )}
      </Status>
      <Form error={error} onSubmit={(values) => void run(values.email ?? '')}>
        <Field id="email" name="email" type="email" label="Email" autoComplete="email" first error={error?.fields.email?.[0]} />
        <Button submit look="wide" busy={busy}>
          Send a new link
        </Button>
      </Form>
    </Gate>
  );
}
