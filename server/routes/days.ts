import type { FastifyInstance } from 'fastify';
import { DaysAnswer, DaysQuery } from '../contract/days-rest.ts';
import { Problem } from '../contract/rest.ts';
import { readDays } from '../db/queries/read-days.ts';
import { readableRealm, type RouteDeps } from './deps.ts';
import { readScopeQuery } from './period.ts';

const DAYS = 14;

/** Today beside the last days, each also as far as today has come. */
export function dayRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Querystring: DaysQuery }>(
    '/api/v1/days',
    {
      config: { access: 'look' },
      schema: {
        summary: 'Figures of a port and route today and on the days before, whole and by this time of day',
        querystring: DaysQuery,
        response: { 200: DaysAnswer, '4xx': Problem, '5xx': Problem },
      },
    },
    async (request) => {
      const { days = DAYS, port, realm: name, route } = request.query;
      const scope = readScopeQuery(`port:${port}/route:${route}`);
      const { clock, database, describe } = readableRealm(deps, request, name, scope);
      const now = clock.now();
      return { realm: describe.name, now, days: await readDays(database, port, route, days, now) };
    },
  );
}
