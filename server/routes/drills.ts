import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { hasRight, withinScopes, type Account } from '../access/principal.ts';
import {
  DrillDetail,
  DrillOrder,
  DrillsAnswer,
  InjectOrder,
  JoinOrder,
  MadeDrill,
  MOST_DRILL_BYTES,
  NewDrill,
  ScenariosAnswer,
  type DrillReport,
} from '../contract/drill-rest.ts';
import { Problem } from '../contract/rest.ts';
import type { Inject, Scenario } from '../contract/scenario.ts';
import { parseScope } from '../contract/scope.ts';
import type { Taker } from '../db/queries/drill-participants.ts';
import { readScreenSettings } from '../db/queries/screens.ts';
import { scenarioItem } from '../drills/describe.ts';
import type { Catalogue } from '../drills/catalogue.ts';
import { templateFaults } from '../drills/event-template.ts';
import { csvDocument } from './csv.ts';
import type { RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { Refusal } from './problems.ts';

const problems = { '4xx': Problem, '5xx': Problem };
export const DrillParams = Type.Object({ id: Type.Integer({ minimum: 1 }) });
export type DrillParams = { id: number };
const report = Type.Unsafe<DrillReport>(Type.Any({ description: 'The after-action report' }));
const direct = { access: 'drills' } as const;
const look = { access: 'look' } as const;

/** The director's desk, and what others may see and do of drills. */
export function drillRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const tags = ['drills'];
  app.get(
    '/api/v1/drills/scenarios',
    {
      config: direct,
      schema: {
        summary: 'Scenarios that may be started',
        tags,
        response: { 200: ScenariosAnswer, ...problems },
      },
    },
    async (): Promise<ScenariosAnswer> => ({
      scenarios: (await deps.catalogue.all()).map(scenarioItem),
    }),
  );

  app.get(
    '/api/v1/drills',
    {
      config: look,
      schema: { summary: 'Drills, the newest first', tags, response: { 200: DrillsAnswer, ...problems } },
    },
    async (): Promise<DrillsAnswer> => ({ drills: await deps.drills.list() }),
  );

  app.post<{ Body: NewDrill }>(
    '/api/v1/drills',
    {
      config: direct,
      bodyLimit: MOST_DRILL_BYTES,
      schema: { summary: 'Make a drill', tags, body: NewDrill, response: { 201: MadeDrill, ...problems } },
    },
    async (request, reply) => {
      void reply.code(201);
      return await makeDrill(deps, request.body, accountOf(request));
    },
  );

  app.get<{ Params: DrillParams }>(
    '/api/v1/drills/:id',
    {
      config: look,
      schema: {
        summary: 'How a drill stands',
        tags,
        params: DrillParams,
        response: { 200: DrillDetail, ...problems },
      },
    },
    async (request) => await detailFor(deps, accountOf(request), request.params.id),
  );

  app.post<{ Params: DrillParams; Body: DrillOrder }>(
    '/api/v1/drills/:id/orders',
    {
      config: direct,
      schema: {
        summary: 'Start, pause, change the speed, end, archive, drop',
        tags,
        params: DrillParams,
        body: DrillOrder,
        response: { 200: DrillDetail, ...problems },
      },
    },
    async (request) => {
      const { drills } = deps;
      await drills.order(request.params.id, request.body, accountOf(request));
      deps.tokens.forget();
      deps.access.forget();
      return await drills.detail(request.params.id);
    },
  );

  app.post<{ Params: DrillParams; Body: InjectOrder }>(
    '/api/v1/drills/:id/injects',
    {
      config: direct,
      schema: {
        summary: 'Let something happen now',
        tags,
        params: DrillParams,
        body: InjectOrder,
        response: { 200: DrillDetail, ...problems },
      },
    },
    async (request) => {
      const { drills } = deps;
      refuseWrongEvents(request.body.inject);
      await drills.inject(request.params.id, request.body.inject, accountOf(request));
      return await drills.detail(request.params.id);
    },
  );

  for (const method of ['POST', 'DELETE'] as const) {
    app.route<{ Params: DrillParams; Body: JoinOrder }>({
      method,
      url: '/api/v1/drills/:id/participants',
      config: look,
      schema: {
        summary: method === 'POST' ? 'Take part, or let a screen' : 'Take part no more',
        tags,
        params: DrillParams,
        body: JoinOrder,
        response: { 200: DrillDetail, ...problems },
      },
      handler: async (request) => {
        const account = accountOf(request);
        const taker = await takerOf(deps, account, request.body.screen);
        await deps.drills.takePart(request.params.id, taker, method === 'POST', account);
        // A screen that moves is let in at once.
        deps.access.forget();
        return await detailFor(deps, account, request.params.id);
      },
    });
  }

  app.get<{ Params: DrillParams }>(
    '/api/v1/drills/:id/report',
    {
      config: look,
      schema: {
        summary: 'After-action report',
        tags,
        params: DrillParams,
        response: { 200: report, ...problems },
      },
    },
    async ({ params }) => await reportOf(deps, params.id),
  );

  app.get<{ Params: DrillParams }>(
    '/api/v1/drills/:id/report.csv',
    {
      config: look,
      schema: { summary: 'Its timeline and times as CSV', tags, params: DrillParams, response: problems },
    },
    async ({ params }, reply) => {
      const { timeline } = await reportOf(deps, params.id);
      const rows = timeline.map(({ at, kind, what, who }) => [at, kind, what.ko, what.en, who]);
      const name = `gwanje-drill-${params.id}.csv`;
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Readable.from(csvDocument(['at', 'kind', 'ko', 'en', 'who'], Readable.from([rows]))));
    },
  );
}

/** Events that are not wrong on purpose must be of their type's form, as in a file. */
function refuseWrongEvents(inject: Inject): void {
  if (inject.do !== 'send') return;
  const errors = inject.events.flatMap((event, nth) =>
    event.malformed === true
      ? []
      : templateFaults(event).map(({ path, reason }) => ({
          path: ['/body/inject/events', nth, ...path].join('/'),
          reason,
        })),
  );
  if (errors.length > 0) throw new Refusal(422, 'an event of the inject is wrong', errors);
}

/** A drill of a shipped scenario or of one's own; what is wrong with that is said line by line. */
export async function makeDrill(deps: RouteDeps, wanted: NewDrill, by: Account | null): Promise<MadeDrill> {
  const { catalogue, drills } = deps;
  const scenario = await scenarioOf(catalogue, wanted);
  if (wanted.play !== undefined && scenario.plays[wanted.play] === undefined)
    throw new Refusal(422, 'the scenario has no such play', [
      { path: '/body/play', reason: 'is no play of it' },
    ]);
  return await drills.make(scenario, wanted, by);
}

async function scenarioOf(catalogue: Catalogue, { file, scenario: name }: NewDrill): Promise<Scenario> {
  if ((file === undefined) === (name === undefined))
    throw new Refusal(422, 'either a scenario or a file is needed', [
      { path: '/body', reason: 'needs one of both' },
    ]);
  if (file === undefined) {
    const found = await catalogue.named(name ?? '');
    if (found === null)
      throw new Refusal(422, 'there is no such scenario', [{ path: '/body/scenario', reason: 'is none' }]);
    return found;
  }
  const read = await catalogue.read(file);
  if ('scenario' in read) return read.scenario;
  const errors = read.faults.map(({ line, path, reason }) => ({ path: `line ${line} ${path}`, reason }));
  throw new Refusal(422, 'the scenario is wrong', errors);
}

/** Who takes part does not know what comes: the plot is for those who direct. */
async function detailFor({ drills }: RouteDeps, account: Account, id: number): Promise<DrillDetail> {
  const detail = await drills.detail(id);
  return hasRight(account, 'drills') ? detail : { ...detail, timeline: [], log: [], criteria: [] };
}

export async function reportOf(deps: RouteDeps, id: number): Promise<DrillReport> {
  const found = await deps.drills.report(id);
  if (found === null) throw new Refusal(409, 'it has not ended');
  return found;
}

/** Oneself, or a screen of those that one looks after. */
async function takerOf(
  deps: RouteDeps,
  account: Account,
  screen: number | undefined,
): Promise<Taker & { name: string }> {
  if (screen === undefined) return { account: account.id, name: account.name };
  if (!hasRight(account, 'screens') && !hasRight(account, 'drills'))
    throw new Refusal(403, 'your roles do not allow this');
  const found = await readScreenSettings(deps.db, screen);
  const scope = found === null ? null : parseScope(found.scope);
  if (found === null || scope === null || !withinScopes(scope, account.scopes))
    throw new Refusal(404, 'there is no such screen');
  return { screen, name: found.name };
}
