// Owns taking the history along as a file, and checking that nobody has changed it.
import { exportEvents, verifyHistory } from '../../api/admin';
import type { Verdict } from '../../api/admin.shapes';
import { useState } from 'preact/hooks';
import { Button } from '../../components/Button';
import { Alert, Status } from '../../components/Notice';
import { Section } from '../../components/Section';
import { useAction } from '../../lib/action';
import { fileName } from '../../lib/config';
import { saveBlob } from '../../lib/save';
import { useTold } from '../../lib/told';
import { fill } from '../../strings/fill';
import type { Query } from '../state/address';
import { w } from '../words';

const FORMATS = ['csv', 'jsonl'] as const;

function Export({ query }: { query: Query }) {
  const [told, tell] = useTold();
  const save = useAction(async (format: (typeof FORMATS)[number]) => {
    const answer = await exportEvents(format, query);
    saveBlob(`${fileName(w.history.file)}.${format}`, await answer.blob());
    tell(w.history.saved);
  });
  return (
    <Section id="export" title={w.history.saveTitle} text={w.history.saveText} told={told}>
      <Alert error={save.error} />
      <div class="row">
        {FORMATS.map((format) => (
          <Button key={format} look="quiet small" icon="download" busy={save.busy} onClick={() => void save.run(format)}>
            {w.history[format]}
          </Button>
        ))}
      </div>
    </Section>
  );
}

const MOST_TOLD = 50;

type Sum = Pick<Verdict, 'rows' | 'faults' | 'head'>;

/** Checks part by part to the end; `tell` hears how far it is. */
async function checkAll(tell: (rows: number) => void, sum: Sum = { rows: 0, faults: [], head: null }, after?: string): Promise<Sum> {
  const { rows, faults, head, next } = await verifyHistory(after);
  const found = { rows: sum.rows + rows, faults: [...sum.faults, ...faults].slice(0, MOST_TOLD), head };
  if (!next) return found;
  tell(found.rows);
  return checkAll(tell, found, next);
}

function Judgement({ sum: { rows, faults, head } }: { sum: Sum }) {
  if (faults.length > 0) {
    return (
      <>
        <p>{w.history.broken}</p>
        <ul class="points" lang="en">
          {faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      </>
    );
  }
  return (
    <>
      <p>{w.history.whole(rows)}</p>
      {head && (
        <p class="small">
          {fill(w.history.head, <span translate={false}>{head.number}</span>, <code class="address" translate={false}>{head.hash}</code>)}
        </p>
      )}
    </>
  );
}

function Check() {
  const [sum, setSum] = useState<Sum | null>(null);
  const [far, setFar] = useState(0);
  const check = useAction(async () => {
    setSum(null);
    setSum(await checkAll(setFar).finally(() => setFar(0)));
  });
  return (
    <Section id="whole" title={w.history.wholeTitle} text={w.history.wholeText}>
      <Alert error={check.error} />
      <Status tone={sum && sum.faults.length > 0 ? 'error' : 'done'}>{sum && <Judgement sum={sum} />}</Status>
      {far > 0 && <p class="hint digits">{w.history.checked(far)}</p>}
      <div>
        <Button look="quiet small" icon="shield" busy={check.busy} onClick={() => void check.run()}>
          {w.history.check}
        </Button>
      </div>
    </Section>
  );
}

export function HistoryTools({ query }: { query: Query }) {
  return (
    <>
      <Export query={query} />
      <Check />
    </>
  );
}
