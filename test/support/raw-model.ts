import type { Database } from '../../server/db/database.ts';
import { kstDay } from '../../server/contract/kst.ts';

/** Figures of one place and period, as `count_*` and the cells name them. */
export interface RawFigures {
  arrivals: number;
  units: number;
  highRiskUnits: number;
  primary: number;
  flagged: number;
  secondary: number;
  upheld: number;
  cases: number;
  grams: number;
}

/**
 * Every figure, worked out anew from the raw rows and the rules in words: a second opinion that shares no line with the
 * triggers. Keys: `minute 29384000|PORT|ROUTE`, `hour …`, `day 2026-11-21|PORT|ROUTE`, `origin 2026-11-21|PORT|ROUTE|TH`.
 */
export interface RawModel {
  counts: Map<string, RawFigures>;
  origins: Map<string, number>;
  rows: Record<'arrival' | 'verdict' | 'seizure' | 'correction', number>;
}

type Raw = Record<string, string | number | null>;

export async function modelOfRaw(db: Database, schema = 'live'): Promise<RawModel> {
  const instants = (columns: string) =>
    `${columns}, (extract(epoch FROM time) * 1000)::bigint AS at, recorded_at::text AS recorded, source, id`;
  const [arrivals, verdicts, seizures, corrections] = await Promise.all([
    db.query<Raw>(`SELECT ${instants('port, route, units, risk, origin')} FROM ${schema}.arrival`),
    db.query<Raw>(`SELECT ${instants('port, route, stage, result')} FROM ${schema}.verdict`),
    db.query<Raw>(`SELECT ${instants('port, route, case_no, grams')} FROM ${schema}.seizure`),
    db.query<Raw & { changes: Raw; retracted: boolean | null }>(
      `SELECT ${instants('target_type, target_source, target_id, changes, retracted')} FROM ${schema}.correction`,
    ),
  ]);
  const model: RawModel = {
    counts: new Map(),
    origins: new Map(),
    rows: {
      arrival: arrivals.length,
      verdict: verdicts.length,
      seizure: seizures.length,
      correction: corrections.length,
    },
  };
  const inOrder = (a: Raw, b: Raw) =>
    Number(a['at']) - Number(b['at']) || compare(a['recorded'], b['recorded']) || compare(a['id'], b['id']);
  const corrected = new Map<string, { changes: Raw; retracted: boolean }>();
  for (const each of corrections.sort(inOrder)) {
    const key = JSON.stringify([each['target_type'], each['target_source'], each['target_id']]);
    const { changes, retracted } = corrected.get(key) ?? { changes: {}, retracted: false };
    corrected.set(key, { changes: { ...changes, ...each.changes }, retracted: each.retracted ?? retracted });
  }
  const asItStands = (type: string, row: Raw): Raw | null => {
    const change = corrected.get(JSON.stringify([type, row['source'], row['id']]));
    return change === undefined ? row : change.retracted ? null : { ...row, ...change.changes };
  };

  for (const raw of arrivals) {
    const row = asItStands('arrival', raw);
    if (row === null) continue;
    const units = Number(row['units']);
    add(model, row, { arrivals: 1, units, highRiskUnits: row['risk'] === 'high' ? units : 0 });
    const origin = `origin ${kstDay(Number(row['at']))}|${row['port']}|${row['route']}|${row['origin']}`;
    model.origins.set(origin, (model.origins.get(origin) ?? 0) + units);
  }
  for (const raw of verdicts) {
    const row = asItStands('verdict', raw);
    if (row === null) continue;
    const bad = Number(row['result'] !== 'clear');
    add(
      model,
      row,
      row['stage'] === 'primary' ? { primary: 1, flagged: bad } : { secondary: 1, upheld: bad },
    );
  }
  const cases = new Map<string, Raw[]>();
  for (const raw of seizures) {
    const row = asItStands('seizure', raw);
    if (row !== null) cases.set(String(row['case_no']), [...(cases.get(String(row['case_no'])) ?? []), row]);
  }
  for (const statements of cases.values()) {
    statements.sort(inOrder);
    const [first, last] = [statements[0], statements.at(-1)];
    if (first && last)
      add(model, { ...last, at: first['at'] ?? null }, { cases: 1, grams: Number(last['grams'] ?? 0) });
  }
  return model;
}

function compare(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

const NONE: RawFigures = {
  arrivals: 0,
  units: 0,
  highRiskUnits: 0,
  primary: 0,
  flagged: 0,
  secondary: 0,
  upheld: 0,
  cases: 0,
  grams: 0,
};

function add(model: RawModel, row: Raw, more: Partial<RawFigures>): void {
  const at = Number(row['at']);
  const place = `${row['port']}|${row['route']}`;
  const periods = [
    `minute ${Math.floor(at / 60_000)}`,
    `hour ${Math.floor(at / 3_600_000)}`,
    `day ${kstDay(at)}`,
  ];
  for (const period of periods) {
    const key = `${period}|${place}`;
    const figures = model.counts.get(key) ?? { ...NONE };
    for (const [name, value] of Object.entries(more)) {
      const figure = name as keyof RawFigures;
      figures[figure] = Math.round((figures[figure] + value) * 1000) / 1000;
    }
    model.counts.set(key, figures);
  }
}

/** What the database's own counts say, under the keys of {@link RawModel}; rows that are all zero are left out. */
export async function countsInDatabase(db: Database, schema = 'live'): Promise<RawModel['counts']> {
  const figures = `port || '|' || route AS place, arrivals, units, high_risk_units AS "highRiskUnits",
    primary_verdicts AS "primary", flagged, secondary_verdicts AS secondary, upheld, cases, grams`;
  const rows = await db.query<RawFigures & { period: string; place: string }>(
    `SELECT 'minute ' || extract(epoch FROM bucket)::bigint / 60 AS period, ${figures} FROM ${schema}.count_minute
     UNION ALL SELECT 'hour ' || extract(epoch FROM bucket)::bigint / 3600, ${figures} FROM ${schema}.count_hour
     UNION ALL SELECT 'day ' || day, ${figures} FROM ${schema}.count_day`,
  );
  return new Map(
    rows.flatMap(({ period, place, ...each }) =>
      Object.values(each).every((value) => value === 0) ? [] : [[`${period}|${place}`, each] as const],
    ),
  );
}
