import { definitionOf, type EventStream } from '../../server/contract/events/catalogue.ts';
import { columnOf } from '../../server/contract/events/definition.ts';
import type { Queryable } from '../../server/db/database.ts';

/** Rows as another program would write them, straight into the tables. */
export type Table = EventStream | 'correction';
export type RowOf = Record<string, unknown>;

let last = 0;
const common = (own: RowOf) => ({
  time: new Date().toISOString(),
  source: '//direct.example',
  id: `d${++last}`,
  ...own,
});

export const arrivalRow = (own: RowOf = {}) => ({
  ...common(own),
  ...{ port: 'ICN-T1', route: 'traveller', conveyance: 'KE652', origin: 'TH', units: 100, risk: 'normal' },
  ...own,
});
export const verdictRow = (own: RowOf = {}) => ({
  ...common(own),
  ...{
    port: 'ICN-EXP',
    route: 'express',
    station: 'XR-1',
    subject: 'item',
    stage: 'primary',
    judged_by: 'ai',
  },
  ...{ result: 'clear', scan_ms: 7000 },
  ...own,
});
export const seizureRow = (own: RowOf = {}) => ({
  ...common(own),
  ...{
    case_no: `C-${last}`,
    port: 'ICN-EXP',
    route: 'express',
    category: 'drug',
    grams: 100,
    status: 'confirmed',
  },
  ...own,
});
export const leadRow = (own: RowOf = {}) => ({
  ...common(own),
  ...{ lead_no: `L-${last}`, partner: 'TH', kind: 'flight', status: 'open' },
  ...own,
});
export const stationRow = (own: RowOf = {}) => ({
  ...common(own),
  ...{ station: 'XR-1', port: 'ICN-EXP', route: 'express', kind: 'x-ray', state: 'up' },
  ...own,
});
export const declarationRow = (own: RowOf = {}) => ({
  ...common(own),
  ...{ port: 'ICN-T1', route: 'traveller', direction: 'out', result: 'declared', amount_usd: 12_000 },
  ...own,
});
export const bulletinRow = (own: RowOf = {}) => ({
  ...common(own),
  ...{ bulletin_no: `B-${last}`, kind: 'tariff-classification', title: 'A powder', status: 'published' },
  ...own,
});
export const indicatorRow = (own: RowOf = {}) => ({
  ...common(own),
  ...{ name: 'cbam.firms', value: 100, unit: 'firms', period: '2026-10' },
  ...own,
});
export const correctionRow = (of: RowOf, target_type: string, change: RowOf) => ({
  ...common({}),
  target_type,
  target_feed: of['feed'] ?? null,
  target_source: of['source'],
  target_id: of['id'],
  changes: {},
  ...change,
});

function columnsOf(table: Table): string {
  if (table === 'correction')
    return 'target_type, target_feed, target_source, target_id, changes, retracted, token';
  return Object.entries(definitionOf(table).fields)
    .map(([name, field]) => columnOf(name, field))
    .join(', ');
}

/** One INSERT of any number of rows. @returns how many were new */
export async function insertRows(
  db: Queryable,
  table: Table,
  rows: readonly RowOf[],
  schema = 'live',
): Promise<number> {
  const inserted = await db.query(
    `INSERT INTO ${schema}.${table} (time, recorded_at, feed, source, id, ${columnsOf(table)})
     SELECT time, coalesce(recorded_at, now()), coalesce(feed, 'sql'), source, id, ${columnsOf(table)}
     FROM jsonb_populate_recordset(NULL::${schema}.${table}, $1::text::jsonb)
     ON CONFLICT DO NOTHING RETURNING 1 AS one`,
    [JSON.stringify(rows)],
  );
  return inserted.length;
}
