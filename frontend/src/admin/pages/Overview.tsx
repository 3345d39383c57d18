// Owns the page on which administration begins: whom to help, how the service stands, and what needs attention.
import { health, overview } from '../../api/admin';
import type { Check, Figures } from '../../api/admin.shapes';
import { Icon } from '../../components/Icon';
import { Section } from '../../components/Section';
import { locale } from '../../strings';
import { Chart } from '../parts/Chart';
import { Finder } from '../parts/Finder';
import { Place } from '../parts/Place';
import { Awaited } from '../parts/Trouble';
import { hrefTo, personHref } from '../state/address';
import { useAnswer } from '../state/answer';
import { lastDay, lastNight } from '../state/spans';
import { w } from '../words';

const filtered = (filter: string) => hrefTo('/admin/people', { filter });

function Numbers({ figures: { people, mails } }: { figures: Figures }) {
  const rows: [name: string, count: number, href: string, share?: string][] = [
    [w.overview.total, people.total, '/admin/people'],
    [w.overview.withSecondFactor, people.withSecondFactor, '/admin/policy', w.overview.share(people.withSecondFactor, people.total)],
    [w.overview.withPasskey, people.withPasskey, '/admin/policy', w.overview.share(people.withPasskey, people.total)],
    [w.overview.invited, people.invited, '/admin/invitations'],
    [w.overview.waiting, mails.waiting, '/admin/health'],
  ];
  return (
    <ul class="figures" aria-label={w.overview.figures}>
      {rows.map(([name, count, href, share]) => (
        <li key={name}>
          <a class="card" href={href}>
            <span class="soft small">{name}</span>
            <span class="row">
              <strong class="digits">{new Intl.NumberFormat(locale).format(count)}</strong>
              {share && <span class="soft small">{share}</span>}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

type Point = readonly [count: number, text: (count: number) => string, href: string];

function pointsOf({ people, mails, recoveries }: Figures): Point[] {
  const points: Point[] = [
    [people.locked, w.overview.locked, filtered('locked')],
    [mails.dead, w.overview.dead, '/admin/health'],
    [recoveries.open, w.overview.recoveries, '/admin/recoveries'],
    [people.total - people.withSecondFactor, w.overview.without, filtered('without_second_factor')],
    [people.unverified, w.overview.unverified, filtered('unverified')],
  ];
  return points.filter(([count]) => count > 0);
}

function Attention({ figures, checks }: { figures: Figures; checks: Check[] }) {
  const points = pointsOf(figures);
  const found = checks.filter(({ state }) => state !== 'ok');
  return (
    <Section id="attention" title={w.overview.attention}>
      {points.length + found.length === 0 && <p class="empty">{w.overview.calm}</p>}
      <ul class="glance card">
        {points.map(([count, text, href]) => (
          <li key={href} class="warn">
            <Icon name="alert" />
            <p>
              <a href={href}>{text(count)}</a>
            </p>
          </li>
        ))}
        {found.map(({ name, told }) => (
          <li key={name} class="warn">
            <Icon name="alert" />
            <p lang="en">
              <a href="/admin/health">{w.overview.check(name, told)}</a>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Often() {
  const links: [text: string, href: string][] = [
    [w.overview.lastNight, hrefTo('/admin/history', { type: 'login', ...lastNight() })],
    [w.overview.refusedToday, hrefTo('/admin/history', { type: 'login.failed', ...lastDay() })],
    [w.overview.inviteSomebody, '/admin/invitations'],
  ];
  return (
    <Section id="often" title={w.overview.often}>
      <ul class="kinds">
        {links.map(([text, href]) => (
          <li key={text}>
            <a href={href}>{text}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Overview() {
  const answer = useAnswer(overview);
  const doctor = useAnswer(health);
  const figures = answer.value;
  return (
    <Place title={w.overview.title}>
      <Finder id="find" label={w.overview.find} hint={w.overview.findHint} hrefOf={personHref} />
      <Awaited answer={answer} />
      {figures && (
        <>
          <Numbers figures={figures} />
          <div class="pair">
            <Attention figures={figures} checks={doctor.value?.checks ?? []} />
            <Often />
          </div>
          <Section id="chart" title={w.chart.title} text={w.chart.text}>
            <Chart days={figures.days} />
          </Section>
        </>
      )}
    </Place>
  );
}
