import type { FastifyInstance } from 'fastify';
import {
  DrillOrder,
  MOST_DRILL_BYTES,
  NewDrill,
  type DrillDetail,
  type DrillReport,
  type MadeDrill,
} from '../contract/drill-rest.ts';
import type { RouteDeps } from './deps.ts';
import { DrillParams, makeDrill, reportOf } from './drills.ts';

const control = { access: 'control' } as const;

/** For the command that runs a drill without a browser. */
export function drillControlRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.post<{ Body: NewDrill }>(
    '/control/drills',
    { schema: { hide: true, body: NewDrill }, config: control, bodyLimit: MOST_DRILL_BYTES },
    async (request): Promise<MadeDrill> => await makeDrill(deps, request.body, null),
  );
  app.get<{ Params: DrillParams }>(
    '/control/drills/:id/report',
    { schema: { hide: true, params: DrillParams }, config: control },
    async ({ params }): Promise<DrillReport> => await reportOf(deps, params.id),
  );
  app.post<{ Params: DrillParams; Body: DrillOrder }>(
    '/control/drills/:id/orders',
    { schema: { hide: true, params: DrillParams, body: DrillOrder }, config: control },
    async ({ body, params }): Promise<DrillDetail> => {
      await deps.drills.order(params.id, body, null);
      deps.tokens.forget();
      deps.access.forget();
      return await deps.drills.detail(params.id);
    },
  );
}
