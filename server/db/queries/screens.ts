import type { ScreenSettings } from '../../contract/screens-rest.ts';
import { arrayLiteral } from '../array-literal.ts';
import type { Database } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** A clock may be wrong by decades: no more than fits. */
const MOST_INTEGER = 2_147_483_647;

/** As the wall gets them. */
export type ScreenSettingsRow = ScreenSettings;

export const SETTINGS = `id, name, realm, scope, views, dwell_seconds AS "dwellSeconds", inches, metres, language`;

/** What a screen said of itself last. */
export interface ReportRow {
  screen: number;
  paintedVersion: number;
  lagMs: number;
  driftMs: number;
  heapBytes: number | null;
  build: string;
}

/** Writes the reports of many screens down in one statement; each screen is there once. */
export async function writeReports(db: Database, reports: readonly ReportRow[]): Promise<void> {
  const rows = reports.map((each) => [
    each.screen,
    each.paintedVersion,
    each.lagMs,
    Math.max(-MOST_INTEGER, Math.min(MOST_INTEGER, each.driftMs)),
    each.heapBytes,
    each.build,
  ]);
  await db.query(
    `UPDATE ${SHARED_SCHEMA}.screen s SET reported_at = now(), painted_version = r.painted, lag_ms = r.lag,
       drift_ms = r.drift, heap_bytes = r.heap, build = r.build
     FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::integer[], $5::bigint[], $6::text[])
       AS r (id, painted, lag, drift, heap, build)
     WHERE s.id = r.id AND s.revoked_at IS NULL`,
    [0, 1, 2, 3, 4, 5].map((column) => arrayLiteral(rows, column)),
  );
}
