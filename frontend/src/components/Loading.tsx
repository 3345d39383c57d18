// Owns what stands on a page until its data has come; it shows only after a moment, so that quick answers do not flash.
import { t } from '../strings';

export function Loading() {
  return (
    <p class="loading soft" role="status">
      {t.common.loading}
    </p>
  );
}
