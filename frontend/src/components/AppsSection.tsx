// Owns the profile's list of the apps that one may open; where there is none it shows nothing.
import type { OwnApp } from '../api/types';
import { useSession } from '../lib/session';
import { t } from '../strings';
import { AppTokensSection } from './AppTokensSection';
import { Row, Section } from './Section';

export function AppsSection({ apps }: { apps: OwnApp[] }) {
  const { state } = useSession();
  if (!apps.length) return null;
  const lacksFactor = state.status === 'signed-in' && !state.user.twoFactorEnabled;
  const places = apps.filter((app) => app.takesTokens);
  return (
    <>
      <Section id="apps" title={t.apps.title}>
        <ul class="list" aria-labelledby="apps">
          {apps.map(({ name, origin, factor }) => (
            <Row
              key={origin}
              icon="app"
              title={
                <a href={origin} translate={false}>
                  <strong>{name}</strong>
                </a>
              }
            >
              <p>
                <span translate={false}>{new URL(origin).host}</span>
                {factor === 2 && lacksFactor && ` · ${t.apps.later}`}
              </p>
            </Row>
          ))}
        </ul>
      </Section>
      {places.length > 0 && <AppTokensSection places={places} />}
    </>
  );
}
