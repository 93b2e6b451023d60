import type { FastifyInstance } from 'fastify';
import { alarmItem } from '../alarms/alarm-item.ts';
import { AlarmAnswer, AlarmParams, AlarmsAnswer, AlarmsQuery, RealmQuery } from '../contract/alarm-rest.ts';
import { listAlarms, readAlarm, readAlarmLog } from '../db/queries/alarm-lists.ts';
import { amongYours, periodOf, placesOf } from './alarm-query.ts';
import { realmOf, type RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';

const tags = ['alarms'];
const look = { access: 'look' } as const;

/** Alarms and their logs. */
export function alarmRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Querystring: AlarmsQuery }>(
    '/api/v1/alarms',
    {
      schema: {
        summary: 'Alarms that are open, or were',
        tags,
        querystring: AlarmsQuery,
        response: { 200: AlarmsAnswer },
      },
      config: look,
    },
    async (request): Promise<AlarmsAnswer> => {
      const { before = null, limit = 100, realm, scope } = request.query;
      const { clock, database } = realmOf(deps, realm);
      const places = placesOf(accountOf(request).scopes, scope);
      const period = periodOf(request.query, clock.now());
      const found = await listAlarms(database, { period, places, before, limit: limit + 1 });
      const page = found.slice(0, limit);
      return {
        alarms: page.map((alarm) => alarmItem(alarm, clock.now())),
        next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },
  );

  app.get<{ Params: AlarmParams; Querystring: RealmQuery }>(
    '/api/v1/alarms/:id',
    {
      schema: {
        summary: 'One alarm and its log',
        tags,
        params: AlarmParams,
        querystring: RealmQuery,
        response: { 200: AlarmAnswer },
      },
      config: look,
    },
    async (request): Promise<AlarmAnswer> => {
      const { clock, database } = realmOf(deps, request.query.realm);
      const alarm = amongYours(request, await readAlarm(database, request.params.id));
      return { alarm: alarmItem(alarm, clock.now()), log: await readAlarmLog(database, alarm.id) };
    },
  );
}
