// Owns a link that is shown once, with the way to copy it.
import { useState } from 'preact/hooks';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { copy } from '../../lib/save';
import { t } from '../../strings';
import { w } from '../words';

export function ShownLink({ link }: { link: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Notice>
      <p>{w.invitations.made}</p>
      <p>
        <code class="address" translate={false}>
          {link}
        </code>
      </p>
      <div class="row">
        <Button look="quiet small" icon="copy" onClick={() => void copy(link).then(setCopied)}>
          {w.copy}
        </Button>
        <span class="small" role="status">
          {copied && t.common.copied}
        </span>
      </div>
    </Notice>
  );
}
