import type { FastifyInstance } from 'fastify';
import type { IntakeReason } from '../contract/cells.ts';
import type { Live } from '../live/live.ts';
import { refusalOf } from '../notices.ts';
import type { RouteDeps } from './deps.ts';

/** Figures older than this are not current. */
const CURRENT_MS = 5_000;

const INTAKE: Readonly<Record<IntakeReason, string>> = {
  full: 'the disk of the database is full',
  'read-only': 'the database is read-only',
  away: 'the database cannot be reached',
  waits: 'the database does not write in time, for load or a lock',
};

function clockWords(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  return `the server's clock is ${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} the database's, which decides`;
}

/** For load balancers and for Prometheus. */
export function healthRoutes(app: FastifyInstance, deps: RouteDeps & { live: () => Live | null }): void {
  app.get('/healthz', { schema: { summary: 'The process answers' }, config: { access: 'public' } }, () => ({
    status: 'ok',
  }));

  app.get(
    '/readyz',
    {
      schema: { summary: 'Database reachable and written to, migrated, figures current' },
      config: { access: 'public' },
    },
    async (_request, reply) => {
      const { databaseWatch } = deps;
      // Not asked for each request: a question that nobody answers would hold the answer back.
      const { reachable } = databaseWatch;
      const now = deps.elapsed();
      // What somebody drives stands still when they do: that is no fault of the server's.
      const byThemselves = [...deps.realms.values()].filter(({ byItself }) => byItself);
      const realms = byThemselves.map(({ board, describe, follower }) => ({
        realm: describe.name,
        current: board.confirmedAt > 0 && now - board.confirmedAt < CURRENT_MS,
        confirmedAgeMs: board.confirmedAt === 0 ? null : now - board.confirmedAt,
        listening: follower.listening,
      }));
      const faults = [
        ...(reachable ? [] : ['the database does not answer']),
        ...(realms.length > 0 ? [] : ['no realm is migrated']),
        ...realms
          .filter(({ current }) => !current)
          .map(({ realm }) => `the figures of realm ${realm} are not current`),
        ...byThemselves.flatMap((realm) => {
          const refusal = refusalOf(realm, databaseWatch);
          return refusal === null
            ? []
            : [`nothing comes into realm ${realm.describe.name}: ${INTAKE[refusal.reason]}`];
        }),
      ];
      const ready = faults.length === 0;
      if (!ready) void reply.code(503).header('retry-after', '1');
      const ahead = databaseWatch.clockAheadMs;
      // No reason to send nobody here: the database's clock decides.
      const reasons = ahead === null ? faults : [...faults, clockWords(ahead)];
      // A realm is opened only after its migrations; without one nothing is migrated.
      return { ready, reasons, database: reachable, migrated: realms.length > 0, realms };
    },
  );

  app.get(
    '/metrics',
    { schema: { summary: 'Prometheus metrics', hide: true }, config: { access: 'monitor' } },
    async (_request, reply) => {
      const { metrics } = deps;
      for (const { board, describe, follower, ingest } of deps.realms.values()) {
        const realm = describe.name;
        metrics.ingestQueue.set({ realm }, ingest.queuedRows);
        metrics.followerLag.set(
          { realm },
          board.confirmedAt === 0 ? NaN : (deps.elapsed() - board.confirmedAt) / 1000,
        );
        metrics.listening.set({ realm }, Number(follower.listening));
      }
      metrics.screens.set(deps.live()?.screens ?? 0);
      metrics.screensBehind.set(deps.live()?.screensBehind ?? 0);
      return await reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  );
}
