import { expect } from 'vitest';
import { siteDay } from '../../server/contract/days.ts';
import type { Queryable } from '../../server/db/database.ts';
import { groupBy } from './opinions/plain.ts';

/**
 * What the items and their counts ought to be, worked out from the raw rows in the plainest way and not in SQL: a second
 * opinion on the pairing.
 */
interface Reading extends Record<string, unknown> {
  at: number;
  known: number;
  source: string;
  id: string;
  port: string;
  route: string;
  station: string;
  subject: string;
  stage: string;
  judged_by: string;
  result: string;
  scan_ms: number;
  origin: string | null;
  batch: string | null;
}
interface Change {
  at: number;
  known: number;
  id: string;
  target_source: string;
  target_id: string;
  changes: Partial<Reading>;
  retracted: boolean | null;
}

const MICROS = `(extract(epoch FROM time) * 1000000)::bigint AS at, (extract(epoch FROM recorded_at) * 1000000)::bigint AS known`;
const INTENSIVE_MS = 7_000;

type Ordered = { at: number; known: number; source?: string; id: string };
const inOrder = (a: Ordered, b: Ordered) =>
  a.at - b.at || a.known - b.known || compare(a.source ?? '', b.source ?? '') || compare(a.id, b.id);
const placeOf = ({ port, route }: { port: string; route: string }) => `${port} ${route}`;
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Items by subject and place, and counts of pairs, both as plain text keys with plain values. */
export interface ItemLedger {
  items: Record<string, Record<string, unknown>>;
  pairs: Record<string, [items: number, clearPrimaries: number]>;
}

async function itemsOfRawRows(db: Queryable, schema = 'live'): Promise<ItemLedger> {
  const names = async (table: string, column: string) =>
    new Set(
      (await db.query<{ name: string }>(`SELECT ${column} AS name FROM ${schema}.${table}`)).map(
        ({ name }) => name,
      ),
    );
  const risky = await names('high_risk_origin', 'origin');
  const secondPorts = await names('second_line_port', 'port');
  const readings = await standingReadings(db, schema);
  const [horizon] = await db.query<{ at: number }>(
    `SELECT (extract(epoch FROM kept_from) * 1000000)::bigint AS at FROM ${schema}.horizon WHERE what = 'minute'`,
  );

  const ledger: ItemLedger = { items: {}, pairs: {} };
  for (const [subject, all] of groupBy(readings, (reading) => reading.subject)) {
    for (const [place, group] of groupBy(all, placeOf)) {
      const [port = '', route] = place.split(' ');
      const secondLine = secondPorts.has(port);
      if ((group[0]?.at ?? 0) < (horizon?.at ?? 0)) continue;
      const item = itemOf(group, risky);
      if (item === null && !secondLine) continue;
      const others = all.filter((each) => each.route === route && !secondPorts.has(each.port));
      const lines = secondLine ? firstLines(others, group[0]?.at ?? 0) : [];
      ledger.items[`${subject} ${place}`] = {
        ...(item ?? bare(group)),
        second_line: secondLine,
        first_lines: lines.length === 0 ? null : lines,
        batch: newestBatch(group) ?? (lines.length === 1 ? (lines[0]?.batch ?? null) : null),
      };
    }
  }
  for (const item of Object.values(ledger.items)) {
    const key = [
      item['day'],
      item['port'],
      item['route'],
      item['officer_station'] ?? '',
      item['ai_result'] ?? 'pending',
      item['officer_result'] ?? 'pending',
    ].join(' ');
    const [items, clear] = ledger.pairs[key] ?? [0, 0];
    ledger.pairs[key] = [items + 1, clear + Number(item['clear_primaries'])];
  }
  return ledger;
}

/** Verdicts under their corrections, retracted ones left out, in the order of their time. */
async function standingReadings(db: Queryable, schema: string): Promise<Reading[]> {
  const corrections = await db.query<Change & Record<string, unknown>>(
    `SELECT *, ${MICROS} FROM ${schema}.correction WHERE target_type = 'verdict'`,
  );
  corrections.sort(inOrder);
  const rows = await db.query<Reading>(`SELECT *, ${MICROS} FROM ${schema}.verdict`);
  return rows
    .flatMap((row) => {
      const mine = corrections.filter((c) => c.target_source === row.source && c.target_id === row.id);
      const retracted = mine.reduce((so, each) => each.retracted ?? so, false);
      return retracted ? [] : [mine.reduce<Reading>((so, { changes }) => ({ ...so, ...changes }), row)];
    })
    .sort(inOrder);
}

/** One item of its readings, which are in order; null when nothing about it matters. */
function itemOf(group: readonly Reading[], risky: ReadonlySet<string>): Record<string, unknown> | null {
  let flaggedSince: number | null = null;
  let againSince: number | null = null;
  for (const { at, judged_by, origin, result, scan_ms } of group) {
    if (judged_by === 'ai') flaggedSince = result === 'clear' ? null : (flaggedSince ?? at);
    if (scan_ms >= INTENSIVE_MS) againSince = null;
    else if (origin !== null && risky.has(origin)) againSince ??= at;
  }
  const item = bare(group);
  const flagged = flaggedSince !== null && item['officer_result'] === null;
  if (flaggedSince === null && item['officer_result'] === null && againSince === null) return null;
  return {
    ...item,
    waits: flagged ? 'flagged' : againSince === null ? null : 'again',
    waits_since: flagged ? flaggedSince : againSince,
  };
}

function bare(group: readonly Reading[]): Record<string, unknown> {
  const ai = group.findLast(({ judged_by }) => judged_by === 'ai');
  const officers = group.filter(({ judged_by }) => judged_by === 'officer');
  const [first, last] = [group[0], group.at(-1)];
  return {
    port: first?.port,
    route: first?.route,
    day: siteDay((first?.at ?? 0) / 1000),
    first_at: first?.at,
    last_at: last?.at,
    ai_result: ai?.result ?? null,
    ai_at: ai?.at ?? null,
    officer_result: officers.at(-1)?.result ?? null,
    officer_at: officers.at(-1)?.at ?? null,
    officer_station: officers.at(-1)?.station ?? null,
    decided_at: officers[0]?.at ?? null,
    origin: group.findLast(({ origin }) => origin !== null)?.origin ?? null,
    clear_primaries: group.filter(({ result, stage }) => stage === 'primary' && result === 'clear').length,
    waits: null,
    waits_since: null,
  };
}

function newestBatch(group: readonly Reading[]): string | null {
  return group.findLast(({ batch }) => batch !== null)?.batch ?? null;
}

interface FirstLine {
  port: string;
  decision: 'cleared' | 'held';
  batch: string | null;
}

/** What every port had decided before the second line looked, by itself: the officer's verdict counts before the AI's. */
function firstLines(others: readonly Reading[], at: number): FirstLine[] {
  return [...groupBy(others, ({ port }) => port)]
    .flatMap(([port, own]): FirstLine[] => {
      const before = own.filter((each) => each.at < at);
      const deciding = before.findLast(({ judged_by }) => judged_by === 'officer') ?? before.at(-1);
      if (deciding === undefined) return [];
      return [{ port, decision: deciding.result === 'clear' ? 'cleared' : 'held', batch: newestBatch(own) }];
    })
    .sort((one, other) => compare(one.port, other.port));
}

/** What the database says; counts of nothing left out. */
async function itemsKept(db: Queryable, schema = 'live'): Promise<ItemLedger> {
  const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint AS ${column}`;
  const rows = await db.query<Record<string, unknown>>(
    `SELECT subject, port, route, second_line, day, ${micros('first_at')}, ${micros('last_at')}, ai_result,
            ${micros('ai_at')}, officer_result, ${micros('officer_at')}, officer_station, ${micros('decided_at')}, batch,
            origin, clear_primaries, waits, ${micros('waits_since')}, first_lines
     FROM ${schema}.item`,
  );
  const pairs = await db.query<{ key: string; value: [number, number] }>(
    `SELECT concat_ws(' ', day, port, route, station, ai, officer) AS key, json_build_array(items, clear_primaries) AS value
     FROM ${schema}.count_pair WHERE items <> 0 OR clear_primaries <> 0`,
  );
  return {
    items: Object.fromEntries(
      rows.map(({ subject, ...rest }) => [`${String(subject)} ${placeOf(rest as unknown as Reading)}`, rest]),
    ),
    pairs: Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
  };
}

/** The items and pairs that the database keeps are exactly those of its raw rows. */
export async function expectExactItems(db: Queryable): Promise<ItemLedger> {
  const [kept, raw] = [await itemsKept(db), await itemsOfRawRows(db)];
  expect(kept.items).toEqual(raw.items);
  expect(kept.pairs).toEqual(raw.pairs);
  return kept;
}
