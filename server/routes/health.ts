import type { FastifyInstance } from 'fastify';
import type { Live } from '../live/live.ts';
import type { RouteDeps } from './deps.ts';

/** Figures older than this are not current. */
const CURRENT_MS = 5_000;

/** For load balancers and for Prometheus. */
export function healthRoutes(app: FastifyInstance, deps: RouteDeps & { live: () => Live | null }): void {
  app.get('/healthz', { schema: { summary: 'The process answers' }, config: { access: 'public' } }, () => ({
    status: 'ok',
  }));

  app.get(
    '/readyz',
    { schema: { summary: 'Database reachable, migrated, figures current' }, config: { access: 'public' } },
    async (_request, reply) => {
      const reachable = await deps.db.query('SELECT 1 AS one').then(
        () => true,
        () => false,
      );
      const now = deps.now();
      // What somebody drives stands still when they do: that is no fault of the server's.
      const byThemselves = [...deps.realms.values()].filter(({ byItself }) => byItself);
      const realms = byThemselves.map(({ board, describe, follower }) => ({
        realm: describe.name,
        current: board.confirmedAt > 0 && now - board.confirmedAt < CURRENT_MS,
        confirmedAgeMs: board.confirmedAt === 0 ? null : now - board.confirmedAt,
        listening: follower.listening,
      }));
      const ready = reachable && realms.length > 0 && realms.every(({ current }) => current);
      if (!ready) void reply.code(503).header('retry-after', '1');
      // A realm is opened only after its migrations; without one nothing is migrated.
      return { ready, database: reachable, migrated: realms.length > 0, realms };
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
          board.confirmedAt === 0 ? NaN : (deps.now() - board.confirmedAt) / 1000,
        );
        metrics.listening.set({ realm }, Number(follower.listening));
      }
      metrics.screens.set(deps.live()?.screens ?? 0);
      metrics.screensBehind.set(deps.live()?.screensBehind ?? 0);
      return await reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  );
}
