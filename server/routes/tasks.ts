import type { FastifyInstance, FastifyRequest } from 'fastify';
import { placeWithin } from '../access/principal.ts';
import {
  AssignBody,
  FinishBody,
  ItemParams,
  MOST_TASK_DAYS,
  NewTask,
  People,
  RealmQuery,
  RemarkBody,
  TASK_MINUTES,
  TaskDetail,
  TaskList,
  TaskQuery,
  TASK_PAGE,
} from '../contract/duty-rest.ts';
import { readInstant } from '../contract/instant.ts';
import { Problem } from '../contract/rest.ts';
import { readAlarmPlace, readSeizureOfTask, readSiblings } from '../db/queries/task-context.ts';
import { readTask, readTaskEvents, readTasks } from '../db/queries/task-read.ts';
import { actingPeople } from '../duty/people.ts';
import { placesWithin } from '../duty/places-within.ts';
import type { TaskDeed } from '../duty/task-transition.ts';
import { changeTask, createTask, type TaskAnswer } from '../duty/tasks.ts';
import type { RunningRealm } from '../realm.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { realmOf, realmToActIn, type RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { readScopeQuery } from './period.ts';
import { Refusal } from './problems.ts';
import { codeOfPort } from './site.ts';

const problems = { '4xx': Problem, '5xx': Problem };
const MINUTE_MS = 60_000;

/** Tasks with clocks: whoever may look sees those in their scopes, whoever may act there makes, takes and ends them. */
export function taskRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Querystring: TaskQuery }>(
    '/api/v1/tasks',
    {
      config: { access: 'look' },
      schema: {
        summary: 'Tasks, in pages',
        querystring: TaskQuery,
        response: { 200: TaskList, ...problems },
      },
    },
    async (request): Promise<TaskList> => {
      const { alarm, after, kind, owner, realm, scope, standing = 'open' } = request.query;
      if (scope !== undefined) readScopeQuery(scope);
      const { clock, database } = realmOf(deps, realm);
      const found = await readTasks(database, {
        standing,
        kind: kind ?? null,
        ownerId: owner ?? null,
        alarmId: alarm ?? null,
        places: placesWithin(accountOf(request).scopes, scope),
        after: after === undefined ? null : readCursor(after),
      });
      const tasks = found.slice(0, TASK_PAGE);
      const last = found.length > TASK_PAGE ? tasks.at(-1) : undefined;
      const at = standing === 'open' ? last?.deadline : last?.closedAt;
      return {
        serverTime: clock.now(),
        tasks,
        next: last === undefined || at === null || at === undefined ? null : writeCursor({ at, id: last.id }),
      };
    },
  );

  app.get<{ Params: ItemParams; Querystring: RealmQuery }>(
    '/api/v1/tasks/:id',
    {
      config: { access: 'look' },
      schema: {
        summary: 'A task and its log; the case of an investigation, the siblings of a leak to recall',
        params: ItemParams,
        querystring: RealmQuery,
        response: { 200: TaskDetail, ...problems },
      },
    },
    async (request) => await detailOf(request, realmOf(deps, request.query.realm), request.params.id),
  );

  app.post<{ Querystring: RealmQuery; Body: NewTask }>(
    '/api/v1/tasks',
    {
      config: { access: 'act' },
      schema: {
        summary: 'Make a task',
        querystring: RealmQuery,
        body: NewTask,
        response: { 201: TaskDetail, ...problems },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const account = accountOf(request);
      const realm = realmToActIn(deps, request.query.realm);
      const port = body.port === undefined ? null : codeOfPort(body.port, '/body/port');
      const route = body.route ?? null;
      if (!placeWithin(port, route, account.scopes)) {
        throw new Refusal(403, 'this place is not among yours', [
          { path: port === null ? '/body/route' : '/body/port', reason: 'is not among your scopes' },
        ]);
      }
      const alarm = body.alarmId === undefined ? null : await readAlarmPlace(realm.database, body.alarmId);
      const theirs = alarm !== null && placeWithin(alarm.port, alarm.route, account.scopes);
      if (body.alarmId !== undefined && !theirs) {
        throw new Refusal(422, 'there is no such alarm among yours', [
          { path: '/body/alarmId', reason: 'is no alarm among yours' },
        ]);
      }
      const now = realm.clock.now();
      const id = await createTask(realm.database, account, {
        kind: body.kind,
        title: body.title,
        subject: body.subject ?? null,
        port,
        route,
        alarmId: body.alarmId ?? null,
        now: new Date(now).toISOString(),
        deadline: new Date(readDeadline(body, now)).toISOString(),
        remark: body.remark ?? null,
      });
      void reply.code(201);
      return await detailOf(request, realm, id);
    },
  );

  const deeds = {
    accept: { summary: 'Take a task', body: RealmQuery, deed: () => ({ do: 'accept' }) },
    assign: {
      summary: 'Give a task to somebody, who must accept it',
      body: AssignBody,
      deed: (body) => ({ do: 'assign', to: (body as AssignBody).accountId }),
    },
    remark: {
      summary: 'Add a remark',
      body: RemarkBody,
      deed: (body) => ({ do: 'remark', remark: (body as RemarkBody).remark }),
    },
    finish: {
      summary: 'End a task that is done; it must have an owner who accepted it',
      body: FinishBody,
      deed: (body) => ({ do: 'finish', remark: (body as FinishBody).remark ?? null }),
    },
    cancel: {
      summary: 'End a task that need not be done, with the reason',
      body: RemarkBody,
      deed: (body) => ({ do: 'cancel', remark: (body as RemarkBody).remark }),
    },
  } satisfies Record<string, { summary: string; body: object; deed: (body: unknown) => TaskDeed }>;
  for (const [name, { body, deed, summary }] of Object.entries(deeds)) {
    app.post<{ Params: ItemParams; Querystring: RealmQuery }>(
      `/api/v1/tasks/:id/${name}`,
      {
        config: { access: 'act' },
        schema: {
          summary,
          params: ItemParams,
          querystring: RealmQuery,
          ...(name !== 'accept' && { body }),
          response: { 200: TaskDetail, ...problems },
        },
      },
      async (request) => {
        const realm = realmToActIn(deps, request.query.realm);
        const { id } = request.params;
        const doer = { account: accountOf(request), now: realm.clock.now() };
        refuse(await changeTask(realm.database, id, deed(request.body), doer));
        return await detailOf(request, realm, id);
      },
    );
  }

  app.get(
    '/api/v1/duty/people',
    {
      config: { access: 'act' },
      schema: { summary: 'Who may be given a task or an alarm', response: { 200: People, ...problems } },
    },
    async (): Promise<People> => ({ people: await actingPeople(deps.db) }),
  );
}

async function detailOf(
  request: FastifyRequest,
  { clock, database }: RunningRealm,
  id: number,
): Promise<TaskDetail> {
  const task = await readTask(database, id);
  if (task === null || !placeWithin(task.port, task.route, accountOf(request).scopes)) throw unknown();
  const { kind, port, subject } = task;
  return {
    serverTime: clock.now(),
    task,
    events: await readTaskEvents(database, id),
    seizure: kind === 'investigation' && subject !== null ? await readSeizureOfTask(database, subject) : null,
    siblings:
      kind === 'recall-siblings' && subject !== null ? await readSiblings(database, subject, port) : null,
  };
}

function readDeadline({ deadline, kind }: NewTask, now: number): number {
  if (deadline === undefined) return now + TASK_MINUTES[kind] * MINUTE_MS;
  const at = readInstant(deadline);
  const fault = Number.isNaN(at)
    ? 'is no instant'
    : at <= now
      ? 'is past'
      : at > now + MOST_TASK_DAYS * 1_440 * MINUTE_MS
        ? `is more than ${MOST_TASK_DAYS} days away`
        : null;
  if (fault !== null)
    throw new Refusal(422, `the deadline ${fault}`, [{ path: '/body/deadline', reason: fault }]);
  return at;
}

const unknown = () => new Refusal(404, 'there is no such task among yours');

function refuse(answer: TaskAnswer): void {
  if (answer.is === 'unknown') throw unknown();
  if (answer.is !== 'refused') return;
  switch (answer.why) {
    case 'not-theirs':
      throw new Refusal(422, 'they may not act at this place', [
        { path: '/body/accountId', reason: 'may not act at this place' },
      ]);
    case 'owned':
      throw new Refusal(409, `it is with ${answer.ownerName ?? 'somebody else'}`, [
        { path: '/owner', reason: answer.ownerName ?? '' },
      ]);
    case 'not-accepted':
      throw new Refusal(409, 'nobody has accepted it', [{ path: '/state', reason: 'open' }]);
    case 'closed':
      throw new Refusal(409, 'it is closed already', [{ path: '/state', reason: 'closed' }]);
  }
}
