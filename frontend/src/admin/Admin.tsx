// Owns who gets into the administrators' pages, and which of them shows; the server decides anew at every call.
import { useLocation } from 'preact-iso';
import { Notice } from '../components/Notice';
import { Shell } from '../components/Shell';
import { SETUP, withNext } from '../lib/next';
import { useSession } from '../lib/session';
import { t } from '../strings';
import { placeAt } from './places';
import { useWords, w } from './words';

interface ShutProps {
  title: string;
  text: string;
  href: string;
  go: string;
}

/** Stands in for every page of the room, so that no address shows more than that it is shut. */
function Shut({ title, text, href, go }: ShutProps) {
  return (
    <Shell title={title}>
      <Notice tone="warn">
        <p>{text}</p>
        <a class="button quiet small" href={href}>
          {go}
        </a>
      </Notice>
    </Shell>
  );
}

export function Admin() {
  useWords();
  const { state } = useSession();
  const { path, url } = useLocation();
  if (state.status !== 'signed-in') return null;
  const { forbiddenTitle, forbidden, forbiddenGo, factorTitle, factor, factorGo } = w.states;
  if (state.user.role !== 'admin') return <Shut title={forbiddenTitle} text={forbidden} href="/profile" go={forbiddenGo} />;
  if (!state.user.twoFactorEnabled) return <Shut title={factorTitle} text={factor} href={withNext(SETUP, url)} go={factorGo} />;
  const place = placeAt(path);
  if (!place) return <Shut title={t.missing.title} text={t.missing.text} href="/admin" go={w.nav.overview} />;
  return <place.Page key={path} id={place.id} />;
}
