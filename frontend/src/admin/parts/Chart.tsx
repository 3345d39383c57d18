// Owns the picture of sign-ins and refusals by day, with a table behind it that says the same.
import type { Day } from '../../api/admin.shapes';
import { locale } from '../../strings';
import { hrefTo } from '../state/address';
import { dayInUtc } from '../state/spans';
import { w } from '../words';

const HEIGHT = 100;
const SLOT = 10;
const BAR = 4;

const sum = (days: readonly Day[], what: 'signIns' | 'refusals') => days.reduce((total, day) => total + day[what], 0);

/** A day of the server's, which counts in UTC, as the reader writes days. */
const nameOf = (day: string) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(day));

const dayHref = (day: string) => hrefTo('/admin/history', { ...dayInUtc(day) });

function Bars({ days }: { days: readonly Day[] }) {
  const most = Math.max(1, ...days.flatMap(({ signIns, refusals }) => [signIns, refusals]));
  const bar = (count: number, x: number, look: string) => {
    const height = (count / most) * HEIGHT;
    return <rect class={look} x={x} y={HEIGHT - height} width={BAR} height={height} />;
  };
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${SLOT * days.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={w.chart.told(sum(days, 'signIns'), sum(days, 'refusals'))}
    >
      {days.map(({ day, signIns, refusals }, index) => (
        <g key={day}>
          <title>{w.chart.at(nameOf(day), signIns, refusals)}</title>
          <rect class="slot" x={index * SLOT} y={0} width={SLOT} height={HEIGHT} />
          {bar(signIns, index * SLOT + 1, 'sign-ins')}
          {bar(refusals, index * SLOT + 1 + BAR, 'refusals')}
        </g>
      ))}
    </svg>
  );
}

function Table({ days }: { days: readonly Day[] }) {
  return (
    <details>
      <summary>{w.chart.asTable}</summary>
      <table class="table">
        <caption class="visually-hidden">{w.chart.title}</caption>
        <thead>
          <tr>
            <th scope="col">{w.chart.day}</th>
            <th scope="col" class="digits">{w.chart.signIns}</th>
            <th scope="col" class="digits">{w.chart.refusals}</th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ day, signIns, refusals }) => (
            <tr key={day}>
              <th scope="row">
                <a href={dayHref(day)}>{nameOf(day)}</a>
              </th>
              <td class="digits">{signIns}</td>
              <td class="digits">{refusals}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function Chart({ days }: { days: readonly Day[] }) {
  const most = Math.max(0, ...days.flatMap(({ signIns, refusals }) => [signIns, refusals]));
  if (most === 0) return <p class="empty">{w.chart.none}</p>;
  const ends = [days[0], days.at(-1)].map((end) => (end ? nameOf(end.day) : ''));
  return (
    <figure class="card chart stack">
      <figcaption class="row small">
        <span class="key-of sign-ins">{w.chart.signIns}</span>
        <span class="key-of refusals">{w.chart.refusals}</span>
        <span class="soft most digits">{new Intl.NumberFormat(locale).format(most)}</span>
      </figcaption>
      <Bars days={days} />
      <p class="row spread soft small" aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </p>
      <Table days={days} />
    </figure>
  );
}
