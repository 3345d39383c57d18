// Owns what component tests share: a server that answers from a table, and the app around a page.
import { render } from '@testing-library/preact';
import type { ComponentChildren, ComponentType } from 'preact';
import { LocationProvider, Route, Router } from 'preact-iso';
import { vi } from 'vitest';
import { StepUp } from './components/StepUp';
import { SessionProvider } from './lib/session';

export interface Reply {
  status?: number;
  body?: object;
  headers?: Record<string, string>;
}

export const JANE = {
  id: 'u1',
  email: 'jane@example.com',
  name: 'Jane',
  locale: '',
  emailVerified: true,
  role: 'user',
  groups: [],
  twoFactorEnabled: false,
  createdAt: '2026-05-14T08:00:00Z',
};

export function refusal(status: number, code: string, extra: object = {}): Reply {
  return { status, body: { message: `Refused: ${code}.`, code, requestId: 'r1', ...extra } };
}

/** Answers each call from its own queue, the last reply again and again; returns the calls that were made. */
export function serve(table: Record<string, Reply | Reply[]>): string[] {
  const calls: string[] = [];
  const queues = new Map(Object.entries(table).map(([call, replies]) => [call, [replies].flat()]));
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const name = `${init.method} ${path.replace(/^\/api\/auth(?=\/)/, '')}`;
    calls.push(init.body ? `${name} ${String(init.body)}` : name);
    const queue = queues.get(name);
    const { status = 200, body = {}, headers = {} } = (queue && queue.length > 1 ? queue.shift() : queue?.[0]) ?? refusal(404, 'not_found');
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
  });
  return calls;
}

const Elsewhere = () => <p>Elsewhere</p>;

/** Shows the page at its address only, as the app does, and at every other address something else; the browser has kept the entry. */
export function show(page: ComponentChildren, address: string, elsewhere: ComponentType = Elsewhere, entry: object | null = null) {
  history.replaceState(entry, '', address);
  const Page = () => <>{page}</>;
  return render(
    <LocationProvider>
      <SessionProvider>
        <Router>
          <Route path={location.pathname} component={Page} />
          <Route default component={elsewhere} />
        </Router>
        <StepUp />
      </SessionProvider>
    </LocationProvider>,
  );
}
