import type { Queryable } from '../../server/db/database.ts';
import type { Table } from './rows.ts';

/** A raw row under its corrections; times are ISO text as JSON has them, days and numbers as they are. */
export type Standing = Record<string, any> & { time: string; at: number };

/**
 * What a raw table says now, worked out in the plainest way and not in SQL: each row under its corrections in the order of
 * their time, retracted ones left out; ordered by time, then by when it was recorded, then by id.
 */
export async function standingRows(db: Queryable, table: Table, knownAt = Infinity): Promise<Standing[]> {
  type Raw = { row: Record<string, any>; at: number; known: number };
  const read = async (from: string, where = 'true'): Promise<Raw[]> => {
    const rows = await db.query<Raw>(
      `SELECT to_jsonb(r) AS row, (extract(epoch FROM time) * 1000000)::bigint AS at,
              (extract(epoch FROM recorded_at) * 1000000)::bigint AS known FROM live.${from} r WHERE ${where}`,
    );
    return rows
      .filter(({ known }) => known <= knownAt * 1_000)
      .sort((a, b) => a.at - b.at || a.known - b.known || (a.row['id'] < b.row['id'] ? -1 : 1));
  };
  const corrections = await read('correction', `target_type = '${table}'`);
  return (await read(table)).flatMap(({ at, row }) => {
    let retracted = false;
    const now = { ...row };
    for (const { row: each } of corrections) {
      if (each['target_source'] !== row['source'] || each['target_id'] !== row['id']) continue;
      Object.assign(now, each['changes']);
      retracted = (each['retracted'] as boolean | null) ?? retracted;
    }
    return retracted ? [] : [{ ...now, time: row['time'] as string, at: at / 1_000 }];
  });
}

/** The last of the rows that carry the same key. */
export function latestBy(rows: readonly Standing[], keyOf: (row: Standing) => string): Standing[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

/** Cases as they stand: the first statement says when, the latest what. */
export async function standingCases(db: Queryable, knownAt = Infinity): Promise<Standing[]> {
  const rows = await standingRows(db, 'seizure', knownAt);
  const first = new Map([...rows].reverse().map((row) => [row['case_no'] as string, row]));
  return latestBy(rows, (row) => row['case_no'] as string).map((row) => {
    const { at, time } = first.get(row['case_no'] as string) ?? row;
    return { ...row, at, time };
  });
}
