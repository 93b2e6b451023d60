import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { StepBody, type DrivePlan, type StepAnswer } from '../contract/drill-rest.ts';
import { Problem } from '../contract/rest.ts';
import type { RouteDeps } from './deps.ts';
import { DrillParams } from './drills.ts';
import { notKnown } from './guard.ts';

const problems = { '4xx': Problem, '5xx': Problem };
const drive = { access: 'drive' } as const;
const tags = ['drills'];

/** What the driver of a drill asks, with the token that was made for it. */
export function drillDriveRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Params: DrillParams }>(
    '/api/v1/drills/:id/plan',
    {
      config: drive,
      schema: {
        summary: 'What is to be driven',
        tags,
        params: DrillParams,
        response: { 200: Type.Unsafe<DrivePlan>(Type.Any()), ...problems },
      },
    },
    async (request) => await deps.drills.plan(await driverOf(deps, request)),
  );

  app.post<{ Params: DrillParams; Body: StepBody }>(
    '/api/v1/drills/:id/step',
    {
      config: drive,
      schema: {
        summary: 'Everything of the last step was told: what is next',
        tags,
        params: DrillParams,
        body: StepBody,
        response: { 200: Type.Unsafe<StepAnswer>(Type.Any()), ...problems },
      },
    },
    async (request) => await deps.drills.step(await driverOf(deps, request), request.body),
  );
}

async function driverOf(deps: RouteDeps, request: FastifyRequest): Promise<number> {
  const token = /^Bearer (gwd_[\w-]{8,100})$/i.exec(request.headers.authorization ?? '')?.[1];
  const id = token === undefined ? null : await deps.drills.drillOf(token);
  if (id === null || id !== (request.params as DrillParams).id) throw notKnown();
  return id;
}
