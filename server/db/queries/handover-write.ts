import type { Handover, HandoverLine, SignedReport } from '../../contract/handover-rest.ts';
import { HANDOVER_PAGE } from '../../contract/handover-rest.ts';
import type { Queryable, RealmDatabase } from '../database.ts';
import { arrayLiteral } from '../array-literal.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { utcText } from './utc-text.ts';

const LINE = `h.id, h.scope, ${utcText('h.from_at')} AS "from", ${utcText('h.to_at')} AS "to", h.signed_by AS "signedById",
  s.name AS "signedBy", ${utcText('h.signed_at')} AS "signedAt", encode(h.sha256, 'hex') AS sha256,
  v.name AS "receivedBy", ${utcText('r.received_at')} AS "receivedAt"`;
const handovers = (
  schema: string,
) => `${schema}.handover h JOIN ${SHARED_SCHEMA}.account s ON s.id = h.signed_by
  LEFT JOIN ${schema}.handover_receipt r ON r.handover = h.id
  LEFT JOIN ${SHARED_SCHEMA}.account v ON v.id = r.received_by`;

/** Keeps what was signed. The hash is of the report's text as the database keeps it. */
export async function insertHandover(
  tx: Queryable,
  schema: string,
  report: SignedReport,
): Promise<{ id: number; sha256: string }> {
  const [row] = await tx.query<{ id: number; sha256: string }>(
    `INSERT INTO ${schema}.handover (from_at, to_at, scope, signed_by, signed_at, report, sha256)
     SELECT $1::timestamptz, $2::timestamptz, $3, $4, $5::timestamptz, r, sha256(convert_to(r::text, 'UTF8'))
     FROM (SELECT $6::text::jsonb AS r) AS report RETURNING id, encode(sha256, 'hex') AS sha256`,
    [report.from, report.to, report.scope, report.signedById, report.signedAt, JSON.stringify(report)],
  );
  if (row === undefined) throw new Error('a handover was not written');
  return row;
}

/** Newest first, one more than a page where there is another. @param scopes those to see; `null`: all */
export async function readHandovers(
  { db, schema }: RealmDatabase,
  scopes: readonly string[] | null,
  before: number | null,
): Promise<HandoverLine[]> {
  return await db.query<HandoverLine>(
    `SELECT ${LINE} FROM ${handovers(schema)}
     WHERE ($1::text[] IS NULL OR h.scope = ANY ($1::text[])) AND ($2::bigint IS NULL OR h.id < $2)
     ORDER BY h.id DESC LIMIT ${HANDOVER_PAGE + 1}`,
    [
      scopes === null
        ? null
        : arrayLiteral(
            scopes.map((scope) => [scope]),
            0,
          ),
      before,
    ],
  );
}

export async function readHandover({ db, schema }: RealmDatabase, id: number): Promise<Handover | null> {
  const [row] = await db.query<Handover>(
    `SELECT ${LINE}, h.report, sha256(convert_to(h.report::text, 'UTF8')) = h.sha256 AS intact
     FROM ${handovers(schema)} WHERE h.id = $1`,
    [id],
  );
  return row ?? null;
}

/** Confirms that a handover was received. @returns false when somebody had */
export async function insertReceipt(
  tx: Queryable,
  schema: string,
  receipt: { handover: number; by: number; now: string },
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO ${schema}.handover_receipt (handover, received_by, received_at) VALUES ($1, $2, $3::timestamptz)
     ON CONFLICT DO NOTHING RETURNING 1 AS one`,
    [receipt.handover, receipt.by, receipt.now],
  );
  return rows.length > 0;
}
