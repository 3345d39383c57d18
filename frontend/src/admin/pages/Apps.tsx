// Owns the page of the apps behind the proxy: what opens for whom, and what is asked for it.
import { useState } from 'preact/hooks';
import { addApp, apps, changeApp, removeApp } from '../../api/admin';
import type { App, NewApp } from '../../api/admin.shapes';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { Status } from '../../components/Notice';
import { Row } from '../../components/Section';
import { focusHeading } from '../../components/Title';
import { span } from '../../lib/time';
import { useTold } from '../../lib/told';
import { fill } from '../../strings/fill';
import { AppDialog } from '../parts/AppDialog';
import { Listed } from '../parts/Listed';
import { Place } from '../parts/Place';
import { hrefTo } from '../state/address';
import { useList } from '../state/list';
import { lastNight } from '../state/spans';
import { sendFresh } from '../state/stale';
import { w } from '../words';

/** The people whom a group or role of an app names. */
function whoHref(name: string): string {
  if (name === 'user') return '/admin/people';
  return hrefTo('/admin/people', name === 'admin' ? { filter: 'admins' } : { group: name });
}

function Who({ groups }: { groups: string[] }) {
  if (groups.length === 0) return <a href="/admin/people">{w.list.everybody}</a>;
  return (
    <>
      {groups.map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <a href={whoHref(name)} translate={name in w.role}>
            {w.role[name] ?? name}
          </a>
        </span>
      ))}
    </>
  );
}

interface AppRowProps {
  app: App;
  onChange: () => void;
  onRemove: () => void;
}

function AppRow({ app, onChange, onRemove }: AppRowProps) {
  const { id, name, origin, groups, factor, fresh, open } = app;
  const title = (
    <>
      <strong translate={false}>{name}</strong>
      {factor === 2 && <span class="badge on">{w.apps.needsTwo}</span>}
      {fresh && <span class="badge">{w.apps.freshFor(span(fresh))}</span>}
    </>
  );
  const acts = (
    <>
      <Button look="quiet small" label={w.apps.changeOf(name)} onClick={onChange}>
        {w.apps.change}
      </Button>
      <Button look="quiet small risky" label={w.apps.removeOf(name)} onClick={onRemove}>
        {w.apps.remove}
      </Button>
    </>
  );
  return (
    <Row icon="app" title={title} id={id} action={acts}>
      <p>
        <a href={origin} rel="noreferrer" translate={false}>
          {origin}
        </a>
      </p>
      <p>{fill(w.apps.who, <Who groups={groups} />)}</p>
      {open.length > 0 && <p>{fill(w.apps.openPaths, <span translate={false}>{open.join(', ')}</span>)}</p>}
    </Row>
  );
}

export function Apps() {
  const list = useList({ key: '', ask: apps, itemsOf: (answer) => answer.apps, tell: w.apps.shown });
  const [told, tell] = useTold();
  const [asking, setAsking] = useState<{ what: 'add' } | { what: 'change' | 'remove'; id: string } | null>(null);
  const close = () => setAsking(null);
  const app = asking && asking.what !== 'add' ? list.items?.find(({ id }) => id === asking.id) : undefined;

  async function renew(): Promise<boolean> {
    const now = (await apps({ limit: 100 })).apps;
    await list.reload();
    return now.find(({ id }) => id === app?.id)?.version !== app?.version;
  }
  async function done(message: string): Promise<void> {
    close();
    await list.reload();
    tell(message);
    focusHeading();
  }
  async function add(values: NewApp): Promise<void> {
    await addApp(values);
    await done(w.apps.added(values.name));
  }
  async function change(values: NewApp): Promise<void> {
    if (!app) return;
    await sendFresh(() => changeApp(app.id, { ...values, version: app.version }), renew);
    await done(w.apps.changed(values.name));
  }
  async function remove(): Promise<void> {
    if (app) await done((await sendFresh(() => removeApp(app), renew)).message);
  }

  return (
    <Place title={w.apps.title} lead={w.apps.lead}>
      <Status>{told}</Status>
      <div class="row">
        <Button icon="app" onClick={() => setAsking({ what: 'add' })}>
          {w.apps.add}
        </Button>
        <a class="button plain" href={hrefTo('/admin/history', { type: 'login', ...lastNight() })}>
          {w.apps.lastNight}
        </a>
      </div>
      <Listed
        list={list}
        label={w.apps.title}
        empty={w.apps.none}
        renderRow={(each) => (
          <AppRow key={each.id} app={each} onChange={() => setAsking({ what: 'change', id: each.id })} onRemove={() => setAsking({ what: 'remove', id: each.id })} />
        )}
      />
      {asking?.what === 'add' && <AppDialog send={add} onClose={close} />}
      {app && asking?.what === 'change' && <AppDialog app={app} send={change} onClose={close} />}
      {app && asking?.what === 'remove' && (
        <FormDialog danger title={w.apps.removeAsk(app.name)} text={w.apps.removeText} act={w.apps.remove} send={remove} onClose={close} />
      )}
    </Place>
  );
}
