import type { StationKind } from '../../contract/place-cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** A station as it was stated last. Instants: ISO 8601, UTC. */
export interface StationRow {
  port: string;
  route: string;
  station: string;
  kind: StationKind;
  state: 'up' | 'degraded' | 'down' | 'closed';
  since: string;
  reason: string | null;
  dedicated: boolean;
  /** It has spoken in the 24 hours before. */
  spoke: boolean;
  inspection: 'overdue' | 'due' | 'later' | null;
  testsTaken: number;
  testsPassed: number;
}

/** Equipment, seats and readers that have spoken in the 35 days until `now` (ISO 8601); gate teams are left out. */
export async function readStations({ db, schema }: RealmDatabase, now: string): Promise<StationRow[]> {
  return await db.query<StationRow>(
    `SELECT port, route, station, kind, state, ${utcText('since')} AS since, reason, coalesce(dedicated, false) AS dedicated,
            stated_at > $1::timestamptz - INTERVAL '24 hours' AS spoke,
            CASE WHEN inspection_due_at < $1::timestamptz THEN 'overdue'
                 WHEN inspection_due_at < $1::timestamptz + INTERVAL '7 days' THEN 'due'
                 WHEN inspection_due_at IS NOT NULL THEN 'later' END AS inspection,
            coalesce(tests_taken, 0) AS "testsTaken", coalesce(tests_passed, 0) AS "testsPassed"
     FROM ${schema}.station_now
     WHERE kind <> 'gate-team' AND stated_at > $1::timestamptz - INTERVAL '35 days'
     ORDER BY port, route, since, station`,
    [now],
  );
}
