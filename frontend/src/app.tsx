// Owns what stands around every page: the session, the language, the step-up dialog and the net for a page that breaks.
import { LocationProvider, useLocation } from 'preact-iso';
import { useErrorBoundary } from 'preact/hooks';
import { StepUp } from './components/StepUp';
import { useEach } from './lib/effect';
import { LanguageProvider } from './lib/language';
import { SessionProvider } from './lib/session';
import { Failed } from './pages/Failed';
import { Routes, spoken } from './routes';

const FailedPage = spoken(Failed);

function Pages() {
  const { url } = useLocation();
  const [broken, mend] = useErrorBoundary((error: unknown) => reportError(error));
  useEach(url, mend); // another page may well be whole
  if (broken) return <FailedPage />;
  return (
    <>
      <Routes />
      <StepUp />
    </>
  );
}

export function App() {
  return (
    <LocationProvider>
      <SessionProvider>
        <LanguageProvider>
          <Pages />
        </LanguageProvider>
      </SessionProvider>
    </LocationProvider>
  );
}
