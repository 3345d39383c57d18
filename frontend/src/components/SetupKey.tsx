// Owns the secret as text, for an app that cannot see the picture, and what else such an app asks for.
import { copy } from '../lib/save';
import { useTold } from '../lib/told';
import { t } from '../strings';
import { Button } from './Button';
import { Words } from './Words';

export function SetupKey({ secret, email }: { secret: string; email: string }) {
  const [told, setTold] = useTold();
  async function copyKey(): Promise<void> {
    setTold((await copy(secret)) ? t.common.copied : t.setup.noCopy);
  }
  const groups = secret.match(/.{1,4}/g) ?? [];
  return (
    <div class="scan">
      <div class="field">
        <span class="label" id="key-label">
          {t.setup.key}
        </span>
        <div class="key" role="group" translate={false} aria-labelledby="key-label">
          {groups.map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </div>
      </div>
      <div class="stack">
        <div class="row">
          <Button look="quiet small" icon="copy" onClick={() => void copyKey()}>
            {t.setup.copyKey}
          </Button>
          <span class="soft small" role="status">
            <Words>{told}</Words>
          </span>
        </div>
        <dl class="facts">
          <dt>{t.setup.account}</dt>
          <dd translate={false}>{email}</dd>
          <dt>{t.setup.type}</dt>
          <dd>{t.setup.typeText}</dd>
        </dl>
      </div>
    </div>
  );
}
