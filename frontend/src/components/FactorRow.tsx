// Owns one row of the second factors: what it is, since when, when it was last used, and what can be done with it.
import type { Factor } from '../api/types';
import { day, moment } from '../lib/time';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Row } from './Section';

export function factorName(factor: Factor): string {
  const provider = factor.kind === 'passkey' && factor.provider;
  return factor.name || provider || (factor.kind === 'passkey' ? t.factors.passkey : t.second.app);
}

/** What it is beside its name, which may say so already. */
function kindOf(factor: Factor): string {
  const words =
    factor.kind === 'totp'
      ? [t.second.app]
      : [t.factors.passkey, factor.provider ?? '', factor.synced ? t.factors.synced : t.factors.single];
  return words.filter((word) => word && word !== factorName(factor)).join(' · ');
}

function Title({ factor }: { factor: Factor }) {
  return (
    <>
      <strong>
        <bdi translate={false}>{factorName(factor)}</bdi>
      </strong>
      {factor.kind === 'passkey' && !factor.usableHere && <span class="badge">{t.factors.madeFor(factor.madeFor)}</span>}
    </>
  );
}

interface FactorRowProps {
  factor: Factor;
  /** The last one stays where the account needs one. */
  stays: boolean;
  onRename: () => void;
  onRemove: () => void;
}

function Acts({ factor, stays, onRename, onRemove }: FactorRowProps) {
  const name = factorName(factor);
  return (
    <>
      {factor.kind === 'totp' && (
        <a class="button plain small" href={`/profile/two-factor?replace=${encodeURIComponent(factor.id)}`} aria-label={t.factors.replaceOf(name)}>
          {t.second.replace}
        </a>
      )}
      <Button look="plain small" label={t.factors.renameOf(name)} onClick={onRename}>
        {t.factors.rename}
      </Button>
      {!stays && (
        <Button look="plain small" label={t.factors.removeOf(name)} onClick={onRemove}>
          {t.factors.remove}
        </Button>
      )}
    </>
  );
}

export function FactorRow(props: FactorRowProps) {
  const { factor } = props;
  const { createdAt, lastUsedAt } = factor;
  const here = factor.kind === 'totp' || factor.usableHere;
  const kind = kindOf(factor);
  return (
    <Row
      icon={factor.kind === 'passkey' ? 'key' : 'phone'}
      tone={here ? 'good' : undefined}
      title={<Title factor={factor} />}
      action={<Acts {...props} />}
    >
      {kind && <p>{kind}</p>}
      {!here && <p>{t.factors.elsewhere}</p>}
      <p>
        {fill(t.factors.added, <time dateTime={createdAt}>{day(createdAt)}</time>)}
        {' · '}
        {lastUsedAt ? fill(t.factors.used, <time dateTime={lastUsedAt}>{moment(lastUsedAt)}</time>) : t.factors.unused}
      </p>
    </Row>
  );
}
