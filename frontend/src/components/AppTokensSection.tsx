// Owns the profile's section on app tokens: making one, which is shown once, and revoking one.
import { useState } from 'preact/hooks';
import { appTokens as ask, makeAppToken, revokeAppToken, type AppToken } from '../api/appTokens';
import { refuse, useAction } from '../lib/action';
import { day, moment } from '../lib/time';
import { useTold } from '../lib/told';
import { add, t } from '../strings';
import { appTokens } from '../strings/en/appTokens';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Field, Frame } from './Field';
import { FormDialog } from './FormDialog';
import { Alert } from './Notice';
import { Row, Section } from './Section';
import { ShownOnce } from './ShownOnce';
import { focusHeading } from './Title';

add({ appTokens });

const DAY = 86_400;
const LIVES = { month: 30 * DAY, quarter: 90 * DAY, year: 365 * DAY };
type Life = keyof typeof LIVES;
const LIFE_NAMES = Object.keys(LIVES) as Life[];

export interface Place {
  name: string;
  origin: string;
}

interface MakeProps {
  places: Place[];
  onClose: () => void;
  onMade: (token: string) => Promise<void>;
}

function Make({ places, onClose, onMade }: MakeProps) {
  return (
    <FormDialog
      title={t.appTokens.add}
      text={t.appTokens.addText}
      act={t.appTokens.addSend}
      onClose={onClose}
      send={async ({ name = '', origin = '', life = 'quarter' }) => {
        const label = name.trim() || refuse({ name: t.appTokens.nameMissing });
        await onMade((await makeAppToken(label, origin, LIVES[life as Life])).token);
      }}
      renderFields={(error) => (
        <>
          <Field id="token-name" name="name" label={t.appTokens.name} autoComplete="off" first error={error?.fields.name?.[0]} />
          <Frame id="token-app" label={t.appTokens.app} error={error?.fields.origin?.[0]}>
            <select class="input" id="token-app" name="origin" translate={false}>
              {places.map(({ name, origin }) => (
                <option key={origin} value={origin}>{`${name} (${new URL(origin).host})`}</option>
              ))}
            </select>
          </Frame>
          <Frame id="token-life" label={t.appTokens.life}>
            <select class="input" id="token-life" name="life">
              {LIFE_NAMES.map((life) => (
                <option key={life} value={life} selected={life === 'quarter'}>
                  {t.appTokens.lives[life]}
                </option>
              ))}
            </select>
          </Frame>
        </>
      )}
    />
  );
}

interface LineProps {
  token: AppToken;
  busy: boolean;
  onRevoke: () => void;
}

function Line({ token: { name, origin, createdAt, lastUsedAt, expiresAt }, busy, onRevoke }: LineProps) {
  const revoke = (
    <Button look="quiet small" busy={busy} label={t.appTokens.revokeName(name)} onClick={onRevoke}>
      {t.appTokens.revoke}
    </Button>
  );
  return (
    <Row icon="program" title={<strong>{name}</strong>} action={revoke}>
      <p translate={false}>{new URL(origin).host}</p>
      <p>
        {fill(t.appTokens.created, <time dateTime={createdAt}>{day(createdAt)}</time>)}
        {' · '}
        {lastUsedAt ? fill(t.appTokens.used, <time dateTime={lastUsedAt}>{moment(lastUsedAt)}</time>) : t.appTokens.unused}
        {' · '}
        {fill(t.appTokens.until, <time dateTime={expiresAt}>{day(expiresAt)}</time>)}
      </p>
    </Row>
  );
}

/** The list asks for a fresh proof, so it is loaded by a press and not with the page. */
export function AppTokensSection({ places }: { places: Place[] }) {
  const [list, setList] = useState<AppToken[] | null>(null);
  const [making, make] = useState(false);
  const [token, setToken] = useState('');
  const [told, setTold] = useTold();
  const load = useAction(async () => setList((await ask()).appTokens));
  const revoke = useAction(async ({ id, name }: AppToken) => {
    await revokeAppToken(id);
    setToken('');
    await load.run();
    setTold(t.appTokens.revoked(name));
    focusHeading('app-tokens');
  });
  async function show(made: string): Promise<void> {
    make(false);
    setToken(made);
    await load.run();
    focusHeading('app-tokens');
  }
  return (
    <Section id="app-tokens" title={t.appTokens.title} text={t.appTokens.text} told={told}>
      <Alert error={load.error ?? revoke.error} />
      {token && <ShownOnce told={t.appTokens.made} value={token} copyLabel={t.appTokens.copy} />}
      {list?.length === 0 && <p class="empty">{t.appTokens.none}</p>}
      {list && list.length > 0 && (
        <ul class="list" aria-labelledby="app-tokens">
          {list.map((each) => (
            <Line key={each.id} token={each} busy={revoke.busy} onRevoke={() => void revoke.run(each)} />
          ))}
        </ul>
      )}
      <div class="row">
        {!list && (
          <Button look="quiet" busy={load.busy} onClick={() => void load.run()}>
            {t.appTokens.show}
          </Button>
        )}
        <Button look="quiet" onClick={() => make(true)}>
          {t.appTokens.add}
        </Button>
      </div>
      {making && <Make places={places} onClose={() => make(false)} onMade={show} />}
    </Section>
  );
}
