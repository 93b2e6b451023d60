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
  const onRequest = async (request: FastifyRequest) => await admitDriver(deps, request);
  app.get<{ Params: DrillParams }>(
    '/api/v1/drills/:id/plan',
    {
      config: drive,
      onRequest,
      schema: {
        summary: 'What is to be driven',
        tags,
        params: DrillParams,
        response: { 200: Type.Unsafe<DrivePlan>(Type.Any()), ...problems },
      },
    },
    async ({ params }) => await deps.drills.plan(params.id),
  );

  app.post<{ Params: DrillParams; Body: StepBody }>(
    '/api/v1/drills/:id/step',
    {
      config: drive,
      onRequest,
      schema: {
        summary: 'Everything of the last step was told: what is next',
        tags,
        params: DrillParams,
        body: StepBody,
        response: { 200: Type.Unsafe<StepAnswer>(Type.Any()), ...problems },
      },
    },
    async ({ body, params }) => await deps.drills.step(params.id, body),
  );
}

/** Before anything is read: whoever shows another token, or none, is a stranger. */
async function admitDriver({ drills }: RouteDeps, request: FastifyRequest): Promise<void> {
  const token = /^Bearer (gwd_[\w-]{8,100})$/i.exec(request.headers.authorization ?? '')?.[1];
  const id = token === undefined ? null : await drills.drillOf(token);
  if (id === null || id !== Number((request.params as { id: string }).id)) throw notKnown();
}
