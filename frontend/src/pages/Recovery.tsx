// Owns which page of a recovery's mailed links stands at which address: they come as one part.
import { useLocation } from 'preact-iso';
import { ConfirmRecoveryAddress } from './ConfirmRecoveryAddress';
import { FinishRecovery } from './FinishRecovery';
import { StopRecovery } from './StopRecovery';

export function Recovery() {
  const { path } = useLocation();
  if (path.startsWith('/stop')) return <StopRecovery />;
  return path.startsWith('/finish') ? <FinishRecovery /> : <ConfirmRecoveryAddress />;
}
