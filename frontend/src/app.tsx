// Owns what stands around every page: the session, the step-up dialog and the net for a page that breaks.
import { LocationProvider } from 'preact-iso';
import { useErrorBoundary } from 'preact/hooks';
import { StepUp } from './components/StepUp';
import { SessionProvider } from './lib/session';
import { Failed } from './pages/Failed';
import { Routes } from './routes';

function Pages() {
  const [broken] = useErrorBoundary((error: unknown) => reportError(error));
  return broken ? <Failed /> : <Routes />;
}

export function App() {
  return (
    <LocationProvider>
      <SessionProvider>
        <Pages />
        <StepUp />
      </SessionProvider>
    </LocationProvider>
  );
}
