import { expect } from 'vitest';
import { siteDay } from '../../server/contract/days.ts';
import { TABLES } from '../../server/ingest/event-tables.ts';
import type { Queryable } from '../../server/db/database.ts';

/**
 * What the counts ought to be, worked out from the raw rows in the plainest way and not in SQL: a second opinion on the
 * triggers. Figures in the order of the columns of `count_minute`.
 */
export type Counts = Map<string, number[]>;

export interface Ledger {
  minute: Counts;
  hour: Counts;
  day: Counts;
  origin: Counts;
}

interface RawRow extends Record<string, unknown> {
  time: Date;
  /** Microseconds since the Unix epoch. */
  at: number;
  known: number;
  source: string;
  id: string;
  port: string;
  route: string;
}
interface RawCorrection {
  at: number;
  known: number;
  id: string;
  target_type: string;
  target_source: string;
  target_id: string;
  changes: Record<string, unknown>;
  retracted: boolean | null;
}

const MICROS = `(extract(epoch FROM time) * 1000000)::bigint AS at, (extract(epoch FROM recorded_at) * 1000000)::bigint AS known`;
const inOrder = (a: { at: number; known: number; id: string }, b: typeof a) =>
  a.at - b.at || a.known - b.known || (a.id < b.id ? -1 : Number(a.id > b.id));

/** Names of the figures, as cells and REST call them. */
export const FIGURES = [
  'arrivals',
  'units',
  'highRiskUnits',
  'primary',
  'flagged',
  'secondary',
  'upheld',
  'cases',
  'grams',
] as const;
export type Figures = Record<(typeof FIGURES)[number], number>;

/** Figures under a key of a ledger, zero where it has none. */
export function figuresAt(counts: Counts, key: string): Figures {
  return named(counts.get(key) ?? []);
}

/** Sum of the figures under the keys that are let in. */
export function sumOf(counts: Counts, includes: (key: string) => boolean = () => true): Figures {
  const sum: Counts = new Map();
  for (const [key, figures] of counts) if (includes(key)) add(sum, ['all'], figures);
  return figuresAt(sum, 'all');
}

function named(figures: readonly number[]): Figures {
  return Object.fromEntries(FIGURES.map((name, place) => [name, figures[place] ?? 0])) as Figures;
}

/** Raw rows in the database, all streams together and each. */
export async function countRawRows(db: Queryable, schema = 'live'): Promise<Record<string, number>> {
  const streams = Object.values(TABLES).map(({ table }) => table);
  const [rows] = await db.query<Record<string, number>>(
    `SELECT ${streams.map((name) => `(SELECT count(*) FROM ${schema}.${name}) AS ${name}`).join(', ')}`,
  );
  return { ...rows, all: streams.reduce((sum, name) => sum + (rows?.[name] ?? 0), 0) };
}

/** @param knownAt microseconds since the Unix epoch: what had been recorded by then; everything when left out */
export async function ledgerOfRawRows(db: Queryable, schema = 'live', knownAt = Infinity): Promise<Ledger> {
  const read = async <R extends { known: number }>(table: string) =>
    (await db.query<R>(`SELECT *, ${MICROS} FROM ${schema}.${table}`)).filter(
      ({ known }) => known <= knownAt,
    );
  const corrections = (await read<RawCorrection>('correction')).sort(inOrder);
  const [horizon] = await db.query<{ at: number }>(
    `SELECT (extract(epoch FROM kept_from) * 1000)::bigint AS at FROM ${schema}.horizon WHERE what = 'minute'`,
  );
  const ledger: Ledger = { minute: new Map(), hour: new Map(), day: new Map(), origin: new Map() };

  const correctionsOf = new Map<string, RawCorrection[]>();
  for (const each of corrections) {
    const key = JSON.stringify([each.target_type, each.target_source, each.target_id]);
    correctionsOf.set(key, [...(correctionsOf.get(key) ?? []), each]);
  }
  /** A row under its corrections; null when it is retracted. */
  function standing<R extends RawRow>(type: string, row: R): R | null {
    let retracted = false;
    const now: Record<string, unknown> = { ...row };
    for (const each of correctionsOf.get(JSON.stringify([type, row.source, row.id])) ?? []) {
      Object.assign(now, each.changes);
      retracted = each.retracted ?? retracted;
    }
    return retracted ? null : (now as R);
  }
  function count(time: Date, { port, route }: { port: string; route: string }, figures: number[]): void {
    const at = time.getTime();
    const iso = (unit: number) => new Date(Math.floor(at / unit) * unit).toISOString();
    if (Math.floor(at / 60_000) * 60_000 >= (horizon?.at ?? 0))
      add(ledger.minute, [iso(60_000), port, route], figures);
    add(ledger.hour, [iso(3_600_000), port, route], figures);
    add(ledger.day, [siteDay(at), port, route], figures);
  }

  for (const raw of await read<RawRow & { units: number; risk: string; origin: string }>('arrival')) {
    const row = standing('arrival', raw);
    if (row === null) continue;
    count(row.time, row, [1, row.units, row.risk === 'high' ? row.units : 0, 0, 0, 0, 0, 0, 0]);
    add(ledger.origin, [siteDay(row.time.getTime()), row.port, row.route, row.origin], [row.units]);
  }
  for (const raw of await read<RawRow & { stage: string; result: string }>('verdict')) {
    const row = standing('verdict', raw);
    if (row === null) continue;
    const [first, not] = [Number(row.stage === 'primary'), Number(row.result !== 'clear')];
    count(row.time, row, [0, 0, 0, first, first * not, 1 - first, (1 - first) * not, 0, 0]);
  }
  type Stated = RawRow & { category: string; grams: number | null };
  const cases = new Map<string, Stated[]>();
  for (const raw of await read<Stated & { case_no: string }>('seizure')) {
    const row = standing('seizure', raw);
    if (row !== null) cases.set(row.case_no, [...(cases.get(row.case_no) ?? []), row]);
  }
  for (const statements of cases.values()) {
    statements.sort(inOrder);
    const [first, last] = [statements[0], statements.at(-1)];
    const drug = Number(last?.category === 'drug');
    if (first && last) count(first.time, last, [0, 0, 0, 0, 0, 0, 0, drug, drug * (last.grams ?? 0)]);
  }
  return ledger;
}

/** What the database says, zero rows left out. */
async function ledgerOfCounts(db: Queryable, schema = 'live'): Promise<Ledger> {
  const figures =
    'arrivals, units, high_risk_units, primary_verdicts, flagged, secondary_verdicts, upheld, cases, grams';
  const read = async (table: string, key: string, columns: string) => {
    const rows = await db.query<{ key: string[]; figures: number[] }>(
      `SELECT json_build_array(${key}) AS key, json_build_array(${columns}) AS figures FROM ${schema}.${table}`,
    );
    const counts: Counts = new Map();
    for (const row of rows) add(counts, row.key, row.figures);
    return counts;
  };
  const bucket = `to_char(bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return {
    minute: await read('count_minute', `${bucket}, port, route`, figures),
    hour: await read('count_hour', `${bucket}, port, route`, figures),
    day: await read('count_day', `day::text, port, route`, figures),
    origin: await read('count_origin_day', `day::text, port, route, origin`, 'units'),
  };
}

/** The counts that the database keeps are exactly those of its raw rows. */
export async function expectExactCounts(db: Queryable, schema = 'live'): Promise<void> {
  const [kept, raw] = [await ledgerOfCounts(db, schema), await ledgerOfRawRows(db, schema)];
  for (const level of ['minute', 'hour', 'day', 'origin'] as const) {
    expect(plain(kept[level]), `counts by ${level}`).toEqual(plain(raw[level]));
  }
}

export function plain(counts: Counts): Record<string, number[]> {
  const rows = [...counts].filter(([, figures]) => figures.some((figure) => figure !== 0));
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function add(counts: Counts, key: string[], figures: number[]): void {
  const name = key.join(' ');
  const before = counts.get(name);
  // Grams are the only fractions: exact to the milligram.
  counts.set(
    name,
    figures.map((figure, place) => Math.round(((before?.[place] ?? 0) + figure) * 1000) / 1000),
  );
}

/** Units of all arrivals of an origin in `live`, as they count now. */
export async function unitsFrom(db: Queryable, origin: string): Promise<number> {
  const [row] = await db.query<{ units: number | null }>(
    'SELECT sum(units)::float8 AS units FROM live.count_origin_day WHERE origin = $1',
    [origin],
  );
  return row?.units ?? 0;
}
