import type { FastifyInstance } from 'fastify';
import { actorOf } from '../access/principal.ts';
import { readRule } from '../alarms/rule.ts';
import {
  AlarmRuleItem,
  AlarmRuleParams,
  AlarmRulePatch,
  AlarmRulesAnswer,
  RealmQuery,
} from '../contract/alarm-rest.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import {
  lockAlarmRule,
  readAlarmRules,
  saveAlarmRule,
  type StoredAlarmRule,
} from '../db/queries/alarm-rules.ts';
import { realmOf, realmToActIn, type RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { Refusal } from './problems.ts';

const tags = ['alarms'];

/** The rules that alarms are raised by. What they look at is data too, and is changed in the database. */
export function alarmRuleRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Querystring: RealmQuery }>(
    '/api/v1/alarm-rules',
    {
      schema: {
        summary: 'Rules of alarms, the most urgent first',
        tags,
        querystring: RealmQuery,
        response: { 200: AlarmRulesAnswer },
      },
      config: { access: 'look' },
    },
    async (request): Promise<AlarmRulesAnswer> => {
      const { database } = realmOf(deps, request.query.realm);
      return { rules: (await readAlarmRules(database)).map(ruleItem) };
    },
  );

  app.patch<{ Params: AlarmRuleParams; Querystring: RealmQuery; Body: AlarmRulePatch }>(
    '/api/v1/alarm-rules/:name',
    {
      schema: {
        summary: 'Another limit, delay or escalation, on or off',
        tags,
        params: AlarmRuleParams,
        querystring: RealmQuery,
        body: AlarmRulePatch,
        response: { 200: AlarmRuleItem },
      },
      config: { access: 'accounts' },
    },
    async (request): Promise<AlarmRuleItem> => {
      const account = accountOf(request);
      const { database } = realmToActIn(deps, request.query.realm);
      return await database.db.transaction(async (tx) => {
        const before = await lockAlarmRule(tx, database.schema, request.params.name);
        if (before === null) throw new Refusal(404, 'there is no such rule');
        const rule: StoredAlarmRule = { ...before, ...request.body };
        const fault = faultOf(rule);
        if (fault !== null && faultOf(before) === null) {
          throw new Refusal(422, fault, [{ path: '/body', reason: fault }]);
        }
        await saveAlarmRule(tx, database.schema, rule);
        await appendAudit(tx, {
          actor: actorOf(account),
          action: 'alarm-rule.changed',
          object: `alarm-rule:${database.schema}:${rule.name}`,
          detail: request.body,
        });
        return ruleItem(rule);
      });
    },
  );
}

function faultOf(rule: StoredAlarmRule): string | null {
  const read = readRule(rule);
  return typeof read === 'string' ? read : null;
}

function ruleItem(rule: StoredAlarmRule): AlarmRuleItem {
  const { kind, watch } = rule;
  const cells = typeof watch === 'object' && watch !== null && 'cells' in watch ? watch.cells : '';
  return {
    ...rule,
    // The table takes no other kind.
    kind: kind as AlarmRuleItem['kind'],
    figure: String(cells),
    fault: faultOf(rule),
  };
}
