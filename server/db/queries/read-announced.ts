import type { AnnouncedCell } from '../../contract/case-cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';
import { utcText } from './utc-text.ts';

/** Figures of a period that were made public. Days are those of the site, both included. */
export interface Announcement {
  bulletinNo: string;
  from: string;
  to: string;
  announcedAt: string;
  /** The same to the microsecond. */
  knownAt: string;
  /** Grows with every statement about cases: figures of one announcement and revision never change. */
  revision: number;
}

/** The announcement that was published last by `now` (ISO 8601). */
export async function readAnnouncement(
  { db, schema }: RealmDatabase,
  now: string,
): Promise<Announcement | null> {
  const [row] = await db.query<Announcement>(
    `SELECT bulletin_no AS "bulletinNo", to_char(period_from, 'YYYY-MM-DD') AS "from", to_char(period_to, 'YYYY-MM-DD') AS "to",
            ${utcText('published_at')} AS "announcedAt",
            to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "knownAt", (SELECT revision FROM ${schema}.case_revision) AS revision
     FROM ${schema}.bulletin_now
     WHERE kind = 'announcement' AND status = 'published' AND published_at <= $1::timestamptz AND period_from <= period_to
     ORDER BY published_at DESC, bulletin_no DESC LIMIT 1`,
    [now],
  );
  return row ?? null;
}

/**
 * Drug cases and grams of the period announced as known then and now, and of the period before as known then: of every port
 * and route that has a case of any kind. Instants are ISO 8601; `to` and `beforeTo` are excluded. Looks at every statement
 * about a case: for five thousand a tenth of a second natively, a third embedded, on a busy machine.
 */
export async function readAnnounced(
  { db, schema }: RealmDatabase,
  announcement: Announcement,
  period: { from: string; to: string; beforeFrom: string; beforeTo: string },
): Promise<At<AnnouncedCell>[]> {
  const { announcedAt, bulletinNo, from, knownAt, to } = announcement;
  const rows = await db.query<
    Pick<AnnouncedCell, 'cases' | 'grams' | 'casesNow' | 'gramsNow' | 'casesBefore' | 'gramsBefore'> & {
      port: string;
      route: string;
    }
  >(
    `WITH known AS (
       SELECT port, route, time, grams, time >= $2::timestamptz AND time < $3::timestamptz AS in_period
       FROM ${schema}.cases_as_known($1::timestamptz) WHERE category = 'drug'
     ), figures AS (
       SELECT port, route,
              count(*) FILTER (WHERE in_period) AS cases, sum(grams) FILTER (WHERE in_period) AS grams,
              count(*) FILTER (WHERE time >= $4::timestamptz AND time < $5::timestamptz) AS cases_before,
              sum(grams) FILTER (WHERE time >= $4::timestamptz AND time < $5::timestamptz) AS grams_before
       FROM known GROUP BY port, route
     ), now AS (
       SELECT port, route, count(*) FILTER (WHERE category = 'drug' AND time >= $2::timestamptz AND time < $3::timestamptz) AS cases,
              sum(grams) FILTER (WHERE category = 'drug' AND time >= $2::timestamptz AND time < $3::timestamptz) AS grams
       FROM ${schema}.seizure_case GROUP BY port, route
     )
     SELECT port, route, coalesce(f.cases, 0) AS cases, coalesce(f.grams, 0) AS grams, coalesce(n.cases, 0) AS "casesNow",
            coalesce(n.grams, 0) AS "gramsNow", coalesce(f.cases_before, 0) AS "casesBefore",
            coalesce(f.grams_before, 0) AS "gramsBefore"
     FROM now n FULL JOIN figures f USING (port, route)`,
    [knownAt, period.from, period.to, period.beforeFrom, period.beforeTo],
  );
  return rows.map(({ port, route, ...figures }) => ({
    port,
    route,
    value: { bulletinNo, from, to, announcedAt, ...figures },
  }));
}
