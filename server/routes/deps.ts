import type { Database } from '../db/database.ts';
import type { FeedTokens } from '../ingest/tokens.ts';
import type { Metrics } from '../metrics.ts';
import type { RunningRealm } from '../realm.ts';
import { Refusal } from './problems.ts';

/** What routes work with. */
export interface RouteDeps {
  db: Database;
  realms: ReadonlyMap<string, RunningRealm>;
  /** Realm of requests that name none. */
  ownRealm: string;
  tokens: FeedTokens;
  metrics: Metrics;
  now: () => number;
}

/** The realm that a request names, or the server's own. */
export function realmOf({ ownRealm, realms }: RouteDeps, name: string | undefined): RunningRealm {
  const realm = realms.get(name ?? ownRealm);
  if (realm === undefined) throw new Refusal(404, 'this server has no such realm');
  return realm;
}
