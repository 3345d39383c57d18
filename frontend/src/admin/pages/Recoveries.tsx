// Owns the page of open recoveries: who waits for a way back in, and stopping one that the owner never asked for.
import { useState } from 'preact/hooks';
import { recoveries, stopRecovery } from '../../api/admin';
import type { Recovery } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { Status } from '../../components/Notice';
import { Row } from '../../components/Section';
import { focusHeading } from '../../components/Title';
import { moment } from '../../lib/time';
import { useTold } from '../../lib/told';
import { fill } from '../../strings/fill';
import { Listed } from '../parts/Listed';
import { called } from '../parts/PersonRow';
import { Place } from '../parts/Place';
import { ReasonDialog } from '../parts/ReasonDialog';
import { personHref } from '../state/address';
import { useList } from '../state/list';
import { w } from '../words';

const Moment = ({ at }: { at: string }) => <time dateTime={at}>{moment(at)}</time>;

function RecoveryRow({ recovery, onStop }: { recovery: Recovery; onStop: () => void }) {
  const { id, user, state, startedAt, readyAt, expiresAt, told, ip, device } = recovery;
  const title = (
    <>
      <a href={personHref(user.id)} translate={false}>
        <strong>{called(user)}</strong>
      </a>
      <span class={state === 'ready' ? 'badge warn' : 'badge'}>{w.recoveries.state[state]}</span>
      {!told && <span class="badge warn">{w.recoveries.untold}</span>}
    </>
  );
  const act = (
    <Button look="quiet small risky" label={w.recoveries.stopOf(called(user))} onClick={onStop}>
      {w.recoveries.stop}
    </Button>
  );
  return (
    <Row icon="phone" tone="warn" title={title} id={id} action={act}>
      {user.name.trim() && <p translate={false}>{user.email}</p>}
      <p>{expiresAt ? fill(w.recoveries.ready, <Moment at={expiresAt} />) : fill(w.recoveries.waits, <Moment at={readyAt} />)}</p>
      <p>
        {fill(w.recoveries.begun, <Moment at={startedAt} />)}
        <bdi translate={false}>{` · ${device} · ${ip}`}</bdi>
      </p>
    </Row>
  );
}

export function Recoveries() {
  const list = useList({ key: '', ask: recoveries, itemsOf: (answer) => answer.recoveries, tell: w.recoveries.shown });
  const [told, tell] = useTold();
  const [stopping, setStopping] = useState<Recovery | null>(null);
  const who = stopping ? called(stopping.user) : '';

  async function stop({ id }: Recovery, reason: string): Promise<void> {
    // Also where it is refused: the person may have stopped it meanwhile, and the list shows what is so.
    const { message } = await stopRecovery(id, reason).finally(() => void list.reload());
    setStopping(null);
    tell(message);
    focusHeading();
  }

  return (
    <Place title={w.recoveries.title} lead={w.recoveries.lead}>
      <Status>{told}</Status>
      <Listed
        list={list}
        label={w.recoveries.title}
        empty={w.recoveries.none}
        renderRow={(each) => <RecoveryRow key={each.id} recovery={each} onStop={() => setStopping(each)} />}
      />
      {stopping && (
        <ReasonDialog
          danger
          title={w.recoveries.ask(who)}
          text={w.recoveries.text}
          act={w.recoveries.stop}
          send={(reason) => stop(stopping, reason)}
          onClose={() => setStopping(null)}
        />
      )}
    </Place>
  );
}
