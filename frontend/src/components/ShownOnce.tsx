// Owns a secret text that is shown once, with the way to copy it.
import { useState } from 'preact/hooks';
import { copy } from '../lib/save';
import { t } from '../strings';
import { Button } from './Button';
import { Notice } from './Notice';

interface ShownOnceProps {
  /** What it is, and that it is not shown again. */
  told: string;
  value: string;
  copyLabel: string;
}

export function ShownOnce({ told, value, copyLabel }: ShownOnceProps) {
  const [copied, setCopied] = useState(false);
  return (
    <Notice>
      <p>{told}</p>
      <p>
        <code class="address" translate={false}>
          {value}
        </code>
      </p>
      <div class="row">
        <Button look="quiet small" icon="copy" onClick={() => void copy(value).then(setCopied)}>
          {copyLabel}
        </Button>
        <span class="small" role="status">
          {copied && t.common.copied}
        </span>
      </div>
    </Notice>
  );
}
