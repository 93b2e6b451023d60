import type { SignedReport } from '../../contract/handover-rest.ts';
import type { RealmDatabase } from '../database.ts';

export interface StoredHandover {
  id: number;
  report: SignedReport;
  /** Its text still makes its hash. */
  intact: boolean;
}

/** Reports that were signed in a realm, the first first. */
export async function readSignedReports({ db, schema }: RealmDatabase): Promise<StoredHandover[]> {
  return await db.query<StoredHandover>(
    `SELECT id, report, sha256(convert_to(report::text, 'UTF8')) = sha256 AS intact FROM ${schema}.handover ORDER BY id`,
  );
}

/** A case as it was known at a time. */
export interface KnownCase {
  caseNo: string;
  port: string;
  route: string;
  grams: number | null;
  status: string;
}

/** Cases that happened or became known in a period (ISO 8601, the end excluded), as they were known at a time. */
export async function readCasesOfPeriod(
  { db, schema }: RealmDatabase,
  { at, from, to }: { from: string; to: string; at: string },
): Promise<KnownCase[]> {
  return await db.query<KnownCase>(
    `SELECT case_no AS "caseNo", port, route, grams, status FROM ${schema}.cases_as_known($3::timestamptz)
     WHERE (time >= $1::timestamptz AND time < $2::timestamptz)
        OR (known_at >= $1::timestamptz AND known_at < $2::timestamptz)`,
    [from, to, at],
  );
}

/** How many corrections of seizures became known in a period, by the place of what they correct. */
export async function readCorrectionsOfPeriod(
  { db, schema }: RealmDatabase,
  { from, to }: { from: string; to: string },
): Promise<{ port: string; route: string; corrections: number }[]> {
  return await db.query<{ port: string; route: string; corrections: number }>(
    `SELECT s.port, s.route, count(*) AS corrections FROM ${schema}.correction k
     CROSS JOIN LATERAL (SELECT port, route FROM ${schema}.seizure s
                         WHERE (s.feed, s.source, s.id) = (k.target_feed, k.target_source, k.target_id) LIMIT 1) s
     WHERE k.target_type = 'seizure' AND k.recorded_at >= $1::timestamptz AND k.recorded_at < $2::timestamptz
     GROUP BY 1, 2`,
    [from, to],
  );
}
