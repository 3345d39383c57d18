// Owns the profile's section on who one is here: name, address, password, language, and changing each of them.
import { useState } from 'preact/hooks';
import type { User } from '../api/types';
import { day } from '../lib/time';
import { useTold } from '../lib/told';
import { language, listed, nameOf, t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { ChangeEmail } from './ChangeEmail';
import { ChangeLanguage } from './ChangeLanguage';
import { ChangeName } from './ChangeName';
import { ChangePassword } from './ChangePassword';
import { PendingEmail } from './PendingEmail';
import { Row, Section } from './Section';

type Asking = 'name' | 'email' | 'password' | 'language' | null;
const DIALOGS = { name: ChangeName, email: ChangeEmail, password: ChangePassword, language: ChangeLanguage };

function Change({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button look="quiet small" label={label} onClick={onClick}>
      {t.common.change}
    </Button>
  );
}

interface AboutProps {
  user: User;
  pendingEmail: string | undefined;
  onChanged: () => void;
}

export function AboutSection({ user, pendingEmail, onChanged }: AboutProps) {
  const [asking, ask] = useState<Asking>(null);
  const [told, setTold] = useTold();
  const Ask = asking && DIALOGS[asking];
  function done(text: string): void {
    ask(null);
    setTold(text);
    onChanged();
  }
  return (
    <Section id="about" title={t.profile.about} told={told}>
      <ul class="list">
        <Row icon="user" title={<strong>{t.common.name}</strong>} action={<Change label={t.profile.changeName} onClick={() => ask('name')} />}>
          <p>{user.name ? <bdi translate={false}>{user.name}</bdi> : t.profile.noName}</p>
        </Row>
        <Row
          icon="mail"
          title={
            <>
              <strong>{t.common.email}</strong>
              {user.emailVerified && <span class="badge">{t.profile.confirmed}</span>}
            </>
          }
          action={<Change label={t.profile.changeEmail} onClick={() => ask('email')} />}
        >
          <p class="address" translate={false}>{user.email}</p>
          {pendingEmail && <PendingEmail key={pendingEmail} address={pendingEmail} onOver={done} />}
        </Row>
        <Row
          icon="key"
          title={<strong>{t.common.password}</strong>}
          action={<Change label={t.profile.changePassword} onClick={() => ask('password')} />}
        >
          <p>{t.profile.passwordText}</p>
        </Row>
        <Row
          icon="language"
          title={<strong>{t.language.label}</strong>}
          action={<Change label={t.language.change} onClick={() => ask('language')} />}
        >
          <p>{fill(t.language.text, <bdi translate={false}>{nameOf(language)}</bdi>)}</p>
        </Row>
        {user.groups.length > 0 && (
          <Row icon="group" title={<strong>{t.profile.groups}</strong>}>
            <p translate={false}>{listed(user.groups)}</p>
          </Row>
        )}
      </ul>
      <p class="hint">{fill(t.profile.since, <time dateTime={user.createdAt}>{day(user.createdAt)}</time>)}</p>
      {Ask && <Ask user={user} onClose={() => ask(null)} onDone={done} />}
    </Section>
  );
}
