import { MOST_JUDGED } from '../../contract/cells.ts';
import type { RiskCell } from '../../contract/intelligence-cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';
import { utcText } from './utc-text.ts';

/** Arrivals of the 6 hours until `now` that have a score, by port and route. */
export async function readRisk({ db, schema }: RealmDatabase, now: string): Promise<At<RiskCell>[]> {
  return await db.query(
    `WITH scored AS (
       SELECT (r.arrival).*, r.score, r.reasons,
              row_number() OVER (PARTITION BY (r.arrival).port, (r.arrival).route
                ORDER BY r.score DESC, (r.arrival).time DESC, (r.arrival).source, (r.arrival).id, (r.arrival).feed) AS place
       FROM ${schema}.risk_of($1::timestamptz - INTERVAL '6 hours', $1::timestamptz) r
     ), rule AS (SELECT value AS hold_at FROM ${schema}.risk_rule WHERE name = 'hold_at')
     SELECT port, route, json_build_object(
       'scored', count(*), 'hold', count(*) FILTER (WHERE score >= hold_at), 'holdAt', hold_at,
       'rows', json_agg(json_build_object(
         'conveyance', conveyance, 'port', port, 'route', route, 'origin', origin, 'units', units,
         'time', ${utcText('time')}, 'score', score, 'reasons', reasons) ORDER BY place) FILTER (WHERE place <= ${MOST_JUDGED})) AS value
     FROM scored CROSS JOIN rule GROUP BY port, route, hold_at`,
    [now],
  );
}

/** Points from which on the advice is to hold. */
export async function readHoldAt({ db, schema }: RealmDatabase): Promise<number> {
  const [rule] = await db.query<{ value: number }>(
    `SELECT value FROM ${schema}.risk_rule WHERE name = 'hold_at'`,
  );
  return rule?.value ?? Infinity;
}
