// Owns the page of the service's health: what the doctor found, the worst first.
import { health } from '../../api/admin';
import type { Check } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import type { IconName } from '../../components/Icon';
import { Status } from '../../components/Notice';
import { Row, type Tone } from '../../components/Section';
import { useTold } from '../../lib/told';
import { Place } from '../parts/Place';
import { Awaited } from '../parts/Trouble';
import { useAnswer } from '../state/answer';
import { w } from '../words';

const ORDER = ['broken', 'warning', 'ok'];
const LOOKS: Record<Check['state'], [IconName, Tone]> = { ok: ['done', 'good'], warning: ['alert', 'warn'], broken: ['alert', 'bad'] };

/** Commands stand between backticks. */
const spelled = (text: string) => text.split('`').map((part, index) => (index % 2 ? <code key={index}>{part}</code> : part));

function CheckRow({ check: { name, state, told, advice } }: { check: Check }) {
  const [icon, tone] = LOOKS[state];
  const title = (
    <>
      <strong>{name}</strong>
      {state !== 'ok' && <span class={`badge ${tone}`}>{w.health.state[state]}</span>}
    </>
  );
  return (
    <Row icon={icon} tone={tone} title={title} id={`check-${name}`}>
      <p>{told}</p>
      {advice && <p class="advice">{spelled(advice)}</p>}
    </Row>
  );
}

export function Health() {
  const answer = useAnswer(health);
  const [told, tell] = useTold();
  const checks = answer.value?.checks;
  const again = () => void answer.reload().then(() => tell(w.health.looked));
  return (
    <Place title={w.health.title} lead={w.health.lead}>
      <Status>{told || (checks?.every(({ state }) => state === 'ok') && w.health.well)}</Status>
      <Awaited answer={answer} />
      {checks && (
        <>
          <ul class="list" aria-label={w.health.title} lang="en">
            {ORDER.flatMap((wanted) => checks.filter(({ state }) => state === wanted)).map((check) => (
              <CheckRow key={check.name} check={check} />
            ))}
          </ul>
          <Button look="quiet" busy={answer.busy} onClick={again}>
            {w.health.again}
          </Button>
        </>
      )}
    </Place>
  );
}
