import { readConfig } from '../../server/config.ts';
import type { RealmCell } from '../../server/contract/cells.ts';
import { grantFeedToken } from '../../server/control/feed-access.ts';
import type { Database } from '../../server/db/database.ts';
import { LIVE_REALM, startServer, type RunningServer, type ServerDeps } from '../../server/server.ts';
import { MIGRATIONS } from './engines.ts';

const SCENARIOS = new URL('../../simulator/scenarios', import.meta.url).pathname;

export interface TestServer extends RunningServer {
  /** A token of the realm's feed of that name. */
  token(feed?: string, options?: { maySetRecordedTime?: boolean; realm?: string }): Promise<string>;
  /** Posts and answers with status and parsed body. */
  post(path: string, token: string, type: string, body: string): Promise<{ status: number; body: any }>;
  get(path: string): Promise<{ status: number; body: any }>;
}

/** A whole server in this process, on a free port of 127.0.0.1. */
export async function startTestServer(
  db: Database,
  options: {
    port?: number;
    realms?: readonly RealmCell[];
    webFolder?: string;
    now?: () => number;
    clocks?: ServerDeps['clocks'];
    http?: ServerDeps['http'];
    startDriver?: ServerDeps['startDriver'];
    beatMs?: number;
    drillTime?: ServerDeps['drillTime'];
    /** Further settings. */
    env?: Record<string, string>;
  } = {},
): Promise<TestServer> {
  const server = await startServer({
    config: readConfig({
      PORT: String(options.port ?? 0),
      // Most tests are about figures, not about who may see them; those that are say `off`.
      GUESTS: 'all',
      LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
      ...options.env,
    }),
    db,
    migrationsFolder: MIGRATIONS,
    webFolder: options.webFolder ?? null,
    realms: options.realms ?? [LIVE_REALM],
    controlKey: 'test-control-key',
    scenariosFolder: SCENARIOS,
    startDriver: options.startDriver ?? null,
    clocks: options.clocks ?? { wall: Date.now, elapsed: () => performance.now() },
    ...(options.now && { now: options.now }),
    ...(options.drillTime && { drillTime: options.drillTime }),
    ...(options.http && { http: options.http }),
    ...(options.beatMs !== undefined && { beatMs: options.beatMs }),
  });
  return {
    ...server,
    token: (feed = 'test', { maySetRecordedTime = false, realm = 'live' } = {}) =>
      grantFeedToken(db, { realm, feed, cadenceSeconds: 60, maySetRecordedTime }),
    post: async (path, token, type, body) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': type };
      const response = await fetch(server.url + path, { method: 'POST', headers, body });
      return { status: response.status, body: await response.json() };
    },
    get: async (path) => {
      const response = await fetch(server.url + path);
      return { status: response.status, body: await response.json() };
    },
  };
}
