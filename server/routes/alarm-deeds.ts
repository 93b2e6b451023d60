import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, placeWithin } from '../access/principal.ts';
import { alarmItem } from '../alarms/alarm-item.ts';
import { doDeed, type PersonsDeed } from '../alarms/do-deed.ts';
import {
  AlarmParams,
  AssignBody,
  AssigneesAnswer,
  DeedAnswer,
  RealmQuery,
  RemarkBody,
  ShelveBody,
} from '../contract/alarm-rest.ts';
import { RIGHTS_OF, ROLES } from '../contract/roles.ts';
import { readAlarm } from '../db/queries/alarm-lists.ts';
import { readPeopleWith } from '../db/queries/alarm-people.ts';
import type { AlarmRecord, Person } from '../db/queries/alarm-rows.ts';
import { amongYours, noSuchAlarm } from './alarm-query.ts';
import { realmOf, realmToActIn, type RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { Refusal } from './problems.ts';

const act = { access: 'act' } as const;
const tags = ['alarms'];
const ACTORS = ROLES.filter((role) => RIGHTS_OF[role].includes('act'));

/** What people do to alarms. */
export function alarmDeedRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Params: AlarmParams; Querystring: RealmQuery }>(
    '/api/v1/alarms/:id/assignees',
    {
      schema: {
        summary: 'Whom it may be assigned to',
        tags,
        params: AlarmParams,
        querystring: RealmQuery,
        response: { 200: AssigneesAnswer },
      },
      config: act,
    },
    async (request): Promise<AssigneesAnswer> => {
      const { database } = realmOf(deps, request.query.realm);
      return {
        people: await peopleFor(deps, amongYours(request, await readAlarm(database, request.params.id))),
      };
    },
  );

  const deed = <B extends { remark?: string; reason?: string }>(
    name: PersonsDeed['do'],
    summary: string,
    body: object,
    make: (by: Person, body: B, request: FastifyRequest, id: number) => PersonsDeed | Promise<PersonsDeed>,
  ) => {
    app.post<{ Params: AlarmParams; Querystring: RealmQuery; Body: unknown }>(
      `/api/v1/alarms/:id/${name}`,
      {
        schema: {
          summary,
          tags,
          params: AlarmParams,
          querystring: RealmQuery,
          body,
          response: { 200: DeedAnswer },
        },
        config: act,
      },
      async (request): Promise<DeedAnswer> => {
        const account = accountOf(request);
        const { clock, database } = realmToActIn(deps, request.query.realm);
        const { id } = request.params;
        const said = request.body as B;
        const by = { id: account.id, name: account.name };
        const done = await doDeed(database, id, await make(by, said, request, id), {
          now: () => clock.now(),
          actor: actorOf(account),
          remark: said.remark ?? said.reason ?? null,
          mayTouch: ({ port, route }) => placeWithin(port, route, account.scopes),
        });
        if (done === null) throw noSuchAlarm();
        if (!('denied' in done)) return { alarm: alarmItem(done, clock.now()) };
        if (done.never) throw new Refusal(422, done.denied, [{ path: '/body', reason: done.denied }]);
        const errors = done.owner === null ? [] : [{ path: '/owner', reason: done.owner.name }];
        throw new Refusal(409, done.denied, errors);
      },
    );
  };
  deed<RemarkBody>('acknowledge', 'I have seen it', RemarkBody, (by) => ({ do: 'acknowledge', by }));
  deed<RemarkBody>('take', 'It is mine: of two at once, one gets it', RemarkBody, (by) => ({
    do: 'take',
    by,
  }));
  deed<RemarkBody>('release', 'It is mine no more', RemarkBody, (by) => ({ do: 'release', by }));
  deed<RemarkBody>('unshelve', 'Off the shelf before its time', RemarkBody, (by) => ({
    do: 'unshelve',
    by,
  }));
  deed<ShelveBody>('shelve', 'Aside, for a time and a reason', ShelveBody, (by, { reason, seconds }) => ({
    do: 'shelve',
    by,
    reason,
    seconds,
  }));
  deed<AssignBody>('assign', "It is somebody else's", AssignBody, async (by, body, request, id) => {
    const { database } = realmToActIn(deps, (request.query as RealmQuery).realm);
    const people = await peopleFor(deps, amongYours(request, await readAlarm(database, id)));
    const to = people.find((person) => person.id === body.to);
    if (to === undefined) {
      const reason = 'no such account may act on this alarm';
      throw new Refusal(422, reason, [{ path: '/body/to', reason }]);
    }
    return { do: 'assign', by, to };
  });
}

async function peopleFor({ db }: RouteDeps, { port, route }: AlarmRecord): Promise<Person[]> {
  const people = await readPeopleWith(db, ACTORS);
  return people
    .filter(({ scopes }) => placeWithin(port, route, scopes))
    .map(({ id, name }) => ({ id, name }));
}
