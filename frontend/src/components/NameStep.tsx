// Owns the name of one more authenticator app, by which its owner tells it from the others.
import { refuse } from '../lib/action';
import { HOME } from '../lib/next';
import { useSubmit } from '../lib/submit';
import { t } from '../strings';
import { Button } from './Button';
import { Field } from './Field';
import { Form, type Values } from './Form';
import { Refusal } from './LockNotice';

export function NameStep({ onNamed }: { onNamed: (name: string) => Promise<void> }) {
  const { run, busy, error, lock } = useSubmit(({ name = '' }: Values) => onNamed(name.trim() || refuse({ name: t.factors.nameMissing })));
  return (
    <section class="card stack" aria-label={t.factors.addApp}>
      <p class="soft">{t.factors.addAppText}</p>
      <Refusal error={error} lock={lock} />
      <Form error={error} onSubmit={run}>
        <Field
          id="app-name"
          name="name"
          label={t.factors.appName}
          autoComplete="off"
          first
          hint={t.factors.appNameHint}
          error={error?.fields.name?.[0]}
        />
        <div class="row">
          <Button submit busy={busy} waiting={lock > 0}>
            {t.setup.start}
          </Button>
          <a class="button plain" href={HOME}>
            {t.common.cancel}
          </a>
        </div>
      </Form>
    </section>
  );
}
