import type { CellValue } from '../../../server/contract/cells.ts';
import type { Database } from '../../../server/db/database.ts';
import type { RunningRealm } from '../../../server/realm.ts';

/** One unit arrived in each of the thirty minutes before `now`, in milliseconds since the Unix epoch, and was known at once. */
export async function tellMinutes(db: Database, schema: string, now: number): Promise<void> {
  await db.query(
    `INSERT INTO ${schema}.arrival (time, recorded_at, source, id, port, route, conveyance, origin, units, risk)
     SELECT at, at, 'test', 'a' || n, 'ICN-T1', 'traveller', 'KE1', 'TH', 1, 'normal'
     FROM generate_series(1, 30) n CROSS JOIN LATERAL (SELECT $1::timestamptz - n * INTERVAL '1 minute' AS at) t`,
    [new Date(now).toISOString()],
  );
}

/** What screens of a realm are shown; `null`: nothing. */
export function cellsOf(realm: RunningRealm | undefined): Record<string, CellValue> | null {
  if (realm === undefined || realm.board.confirmedAt === 0) return null;
  return Object.fromEntries(realm.board.state().cells);
}

/** Units of all minutes of a board; `null`: nothing is shown. */
export function unitsOf(cells: Record<string, CellValue> | null): number | null {
  if (cells === null) return null;
  return Object.entries(cells)
    .filter(([key]) => key.startsWith('minute|'))
    .reduce((sum, [, value]) => sum + (Array.isArray(value) ? value[1] : 0), 0);
}
