// Owns the page that stands in for one whose file did not come.
import { useState } from 'preact/hooks';
import { reaches } from '../api/http';
import { Loading } from '../components/Loading';
import { useOnce } from '../lib/effect';
import { reloadOnce } from '../lib/reload';
import { Failed } from './Failed';
import { Unreachable } from './Unreachable';

export function Missing() {
  const [state, setState] = useState<'asking' | 'away' | 'stuck'>('asking');
  // A load without the server would end on the browser's own page, from which nothing leads back.
  async function again(): Promise<void> {
    if (!(await reaches(location.pathname))) setState('away');
    else if (!reloadOnce()) setState('stuck');
  }
  useOnce(() => void again());
  if (state === 'away') return <Unreachable retry={again} />;
  return state === 'stuck' ? <Failed /> : <Loading />;
}
