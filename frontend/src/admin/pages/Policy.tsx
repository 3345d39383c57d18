// Owns the page of policy: who must use what and from when, setting it, and who meets it.
import { useState } from 'preact/hooks';
import { policies, setPolicy } from '../../api/admin';
import type { Policy as Held, Rule } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Row, Section } from '../../components/Section';
import { day } from '../../lib/time';
import { useTold } from '../../lib/told';
import { fill } from '../../strings/fill';
import { Place } from '../parts/Place';
import { EVERYONE, PolicyDialog } from '../parts/PolicyDialog';
import { Report } from '../parts/Report';
import { Awaited } from '../parts/Trouble';
import { useAnswer } from '../state/answer';
import { sendFresh } from '../state/stale';
import { w } from '../words';

export const whomOf = (group: string) => w.policy.group[group] ?? w.policy.inGroup(group);

const isAhead = (from: string) => +new Date(from) > Date.now();

function PolicyRow({ policy, onChange }: { policy: Held; onChange: () => void }) {
  const { group, level, from, grace, until } = policy;
  const later = from && isAhead(from);
  const title = (
    <>
      <strong>{whomOf(group)}</strong>
      <span class={level === 'optional' ? 'badge' : 'badge on'}>{w.policy.level[level]}</span>
    </>
  );
  const act = (
    <Button look="quiet small" label={w.policy.changeOf(whomOf(group))} onClick={onChange}>
      {w.policy.change}
    </Button>
  );
  return (
    <Row icon="shield" tone={level === 'optional' ? undefined : 'good'} title={title} action={act}>
      <p>
        {later && from ? fill(w.policy.from, <time dateTime={from}>{day(from)}</time>) : w.policy.now}
        {grace > 0 && ` · ${w.policy.grace(w.days(grace))}`}
        {later && until && ` · ${w.policy.until(w.policy.level[until])}`}
      </p>
    </Row>
  );
}

export function Policy() {
  const answer = useAnswer(async () => (await policies()).policies);
  const [told, tell] = useTold();
  const [warnings, setWarnings] = useState<string[]>([]);
  const [asking, setAsking] = useState<{ group: string } | null>(null);
  const list = answer.value;
  const held = list?.find(({ group }) => group === asking?.group);

  async function renew(): Promise<boolean> {
    const now = (await policies()).policies;
    answer.know(now);
    return now.find(({ group }) => group === held?.group)?.version !== held?.version;
  }
  async function set(rule: Rule): Promise<void> {
    const before = list?.find(({ group }) => group === (rule.group ?? EVERYONE));
    const version = before && { version: before.version };
    const { policies: now, mailed, warnings: found } = await sendFresh(() => setPolicy({ ...rule, ...version }), renew);
    setAsking(null);
    setWarnings(found);
    answer.know(now);
    tell([w.policy.done, mailed > 0 && w.policy.mailed(mailed)].filter(Boolean).join(' '));
  }

  return (
    <Place title={w.policy.title} lead={w.policy.lead}>
      <Section id="policies" title={w.policy.list} told={told}>
        {warnings.length > 0 && (
          <Notice tone="warn">
            {warnings.map((warning) => (
              <p key={warning}>{warning}</p>
            ))}
          </Notice>
        )}
        <Awaited answer={answer} />
        {list?.length === 0 && <p class="empty">{w.policy.none}</p>}
        {list && list.length > 0 && (
          <ul class="list" aria-label={w.policy.list}>
            {list.map((policy) => (
              <PolicyRow key={policy.group} policy={policy} onChange={() => setAsking({ group: policy.group })} />
            ))}
          </ul>
        )}
        <div>
          <Button icon="shield" onClick={() => setAsking({ group: '' })}>
            {w.policy.set}
          </Button>
        </div>
      </Section>
      <Report version={JSON.stringify(list)} />
      {asking && <PolicyDialog held={held} send={set} onClose={() => setAsking(null)} />}
    </Place>
  );
}
