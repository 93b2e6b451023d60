import type { Priority } from '../../contract/duty-cells.ts';
import type { Queryable, RealmDatabase } from '../database.ts';

/** A rule as it stands in its table; what `kind` and `watch` mean is the alarms' own matter. */
export interface StoredAlarmRule {
  name: string;
  title: { ko: string; en: string };
  action: { ko: string; en: string };
  priority: Priority;
  kind: string;
  watch: unknown;
  limit: number | null;
  clearLimit: number | null;
  forSeconds: number;
  clearSeconds: number;
  escalateSeconds: number | null;
  enabled: boolean;
}

const COLUMNS = `name, json_build_object('ko', title_ko, 'en', title_en) AS title,
  json_build_object('ko', action_ko, 'en', action_en) AS action, priority, kind, watch, limit_value AS "limit",
  clear_limit AS "clearLimit", for_seconds AS "forSeconds", clear_seconds AS "clearSeconds",
  escalate_seconds AS "escalateSeconds", enabled`;

/** All rules, the most urgent first. */
export async function readAlarmRules({ db, schema }: RealmDatabase): Promise<StoredAlarmRule[]> {
  return await db.query<StoredAlarmRule>(
    `SELECT ${COLUMNS} FROM ${schema}.alarm_rule
     ORDER BY array_position(ARRAY['critical', 'high', 'low'], priority), name`,
  );
}

/** One rule, held until the transaction ends. */
export async function lockAlarmRule(
  tx: Queryable,
  schema: string,
  name: string,
): Promise<StoredAlarmRule | null> {
  const [row] = await tx.query<StoredAlarmRule>(
    `SELECT ${COLUMNS} FROM ${schema}.alarm_rule WHERE name = $1 FOR UPDATE`,
    [name],
  );
  return row ?? null;
}

export async function saveAlarmRule(tx: Queryable, schema: string, rule: StoredAlarmRule): Promise<void> {
  await tx.query(
    `UPDATE ${schema}.alarm_rule SET limit_value = $2, clear_limit = $3, for_seconds = $4, clear_seconds = $5,
       escalate_seconds = $6, enabled = $7 WHERE name = $1`,
    [
      rule.name,
      rule.limit,
      rule.clearLimit,
      rule.forSeconds,
      rule.clearSeconds,
      rule.escalateSeconds,
      rule.enabled,
    ],
  );
}
