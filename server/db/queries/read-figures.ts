import type { Figures } from '../../contract/rest.ts';
import type { RealmDatabase } from '../database.ts';
import { splitRange } from '../split-range.ts';

/** Raw rows of a long period take their time. */
const RAW_ANSWER_MS = 120_000;

export interface FiguresAt extends Figures {
  port: string;
  route: string;
}

const LEVELS = { days: 'count_day', hours: 'count_hour', minutes: 'count_minute' } as const;
const SUMS = `sum(arrivals)::bigint AS arrivals, sum(units)::bigint AS units, sum(high_risk_units)::bigint AS "highRiskUnits",
  sum(primary_verdicts)::bigint AS "primary", sum(flagged)::bigint AS flagged,
  sum(secondary_verdicts)::bigint AS secondary, sum(upheld)::bigint AS upheld,
  sum(cases)::bigint AS cases, sum(grams) AS grams`;

/** Where figures begin to be complete, in milliseconds since the Unix epoch. */
export interface Horizons {
  minute: number;
  raw: number;
}

export async function readHorizons({ db, schema }: RealmDatabase): Promise<Horizons> {
  const rows = await db.query<{ what: 'minute' | 'raw'; at: number | null }>(
    `SELECT what, CASE WHEN isfinite(kept_from) THEN (extract(epoch FROM kept_from) * 1000)::bigint END AS at
     FROM ${schema}.horizon`,
  );
  const at = (what: string) => rows.find((row) => row.what === what)?.at ?? Number.NEGATIVE_INFINITY;
  return { minute: at('minute'), raw: at('raw') };
}

/** Neither the minutes nor the raw rows that would answer are kept any more. */
export class NotKept extends Error {
  override readonly name = 'NotKept';
}

/**
 * Figures of `from` (included) to `to` (excluded) by port and route, as known now. Both are whole minutes, in
 * milliseconds since the Unix epoch: whole days are read as days, whole hours as hours, and only the rest as minutes; from
 * the raw rows where minutes are not kept. Throws {@link NotKept} where those are gone as well.
 */
export async function readFigures(
  { db, schema }: RealmDatabase,
  from: number,
  to: number,
  horizons: Horizons,
): Promise<FiguresAt[]> {
  const ranges = splitRange(from, to);
  const parts: string[] = [];
  const params: string[] = [];
  for (const level of ['days', 'hours', 'minutes'] as const) {
    for (const range of ranges[level]) {
      params.push(iso(range.from), iso(range.to));
      const [a, b] = [`$${params.length - 1}::timestamptz`, `$${params.length}::timestamptz`];
      let rows = `${schema}.${LEVELS[level]} WHERE bucket >= ${a} AND bucket < ${b}`;
      if (level === 'days') {
        rows = `${schema}.count_day WHERE day >= ${schema}.site_day(${a}) AND day < ${schema}.site_day(${b})`;
      } else if (level === 'minutes' && range.from < horizons.minute) {
        if (range.from < horizons.raw) throw new NotKept(`rows are kept from ${iso(horizons.raw)} on`);
        rows = `${schema}.figures_as_known(${a}, ${b}, 'infinity')`;
      }
      parts.push(
        `SELECT port, route, arrivals, units, high_risk_units, primary_verdicts, flagged, secondary_verdicts, upheld,
                cases, grams FROM ${rows}`,
      );
    }
  }
  if (parts.length === 0) return [];
  return await db.query<FiguresAt>(
    `SELECT port, route, ${SUMS} FROM (${parts.join(' UNION ALL ')}) AS part GROUP BY port, route ORDER BY port, route`,
    params,
  );
}

/** The same as known at a time, from the raw rows. */
export async function readFiguresAsKnown(
  { db, schema }: RealmDatabase,
  from: number,
  to: number,
  at: number,
): Promise<FiguresAt[]> {
  return await db.query<FiguresAt>(
    `SELECT port, route, arrivals, units, high_risk_units AS "highRiskUnits", primary_verdicts AS "primary", flagged,
            secondary_verdicts AS secondary, upheld, cases, grams
     FROM ${schema}.figures_as_known($1::timestamptz, $2::timestamptz, $3::timestamptz) ORDER BY port, route`,
    [from, to, at].map(iso),
    { timeoutMs: RAW_ANSWER_MS },
  );
}

/** Figures by step, route and port. `start` is the first instant of the step, ISO 8601. */
export async function readSeries(
  { db, schema }: RealmDatabase,
  from: number,
  to: number,
  step: 'minute' | 'hour' | 'day',
): Promise<(FiguresAt & { start: string })[]> {
  const start = step === 'day' ? `${schema}.start_of_day(day)` : 'bucket';
  return await db.query<FiguresAt & { start: string }>(
    `SELECT to_char(${start} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS start, port, route,
            arrivals, units, high_risk_units AS "highRiskUnits", primary_verdicts AS "primary", flagged,
            secondary_verdicts AS secondary, upheld, cases, grams
     FROM ${schema}.count_${step}
     WHERE ${step === 'day' ? `day >= ${schema}.site_day($1::timestamptz) AND day < ${schema}.site_day($2::timestamptz)` : 'bucket >= $1::timestamptz AND bucket < $2::timestamptz'}
     ORDER BY 1, port, route`,
    [iso(from), iso(to)],
  );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
