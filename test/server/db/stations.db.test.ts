import { afterAll, beforeAll, expect, it } from 'vitest';
import { realmDatabase } from '../../../server/db/database.ts';
import { maintain } from '../../../server/db/queries/maintain.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { correctionRow, insertRows, stationRow, type RowOf } from '../../support/rows.ts';

const base = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 5 * 86_400_000;
const at = (seconds: number) => new Date(base + seconds * 1000).toISOString();

interface Statement extends Record<string, unknown> {
  port: string;
  route: string;
  station: string;
  state: string;
  time: string;
  known: string;
  source: string;
  id: string;
  reason: string | null;
}

/** What the latest statements ought to say, worked out from the raw rows and corrections one by one. */
async function secondOpinion({ db }: TestDatabase): Promise<Record<string, unknown>> {
  const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
  const rows = await db.query<Statement>(
    `SELECT *, ${iso('time')} AS time, ${iso('recorded_at')} AS known FROM live.station`,
  );
  const corrections = await db.query<{
    target_source: string;
    target_id: string;
    changes: RowOf;
    retracted: boolean | null;
  }>(
    'SELECT * FROM live.correction WHERE target_type = \'station\' ORDER BY time, recorded_at, id COLLATE "C"',
  );
  const stations = new Map<string, Statement[]>();
  for (const raw of rows) {
    const own = corrections.filter((c) => c.target_source === raw.source && c.target_id === raw.id);
    if (own.findLast(({ retracted }) => retracted !== null)?.retracted === true) continue;
    const row = Object.assign({}, raw, ...own.map(({ changes }) => changes)) as Statement;
    const key = `${row.port} ${row.route} ${row.station}`;
    stations.set(key, [...(stations.get(key) ?? []), row]);
  }
  const result: Record<string, unknown> = {};
  const order = ({ id, known, source, time }: Statement) => JSON.stringify([time, known, source, id]);
  for (const [key, statements] of [...stations].sort(([a], [b]) => (a < b ? -1 : 1))) {
    statements.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    const last = statements.at(-1);
    const other = statements.findLastIndex(({ state }) => state !== last?.state);
    result[key] = [last?.state, last?.time, last?.reason, statements[other + 1]?.time];
  }
  return result;
}

async function kept({ db }: TestDatabase): Promise<Record<string, unknown>> {
  const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
  const rows = await db.query<Record<string, string>>(
    `SELECT concat_ws(' ', port, route, station) AS key, state, ${iso('stated_at')} AS stated, reason, ${iso('since')} AS since
     FROM live.station_now ORDER BY concat_ws(' ', port, route, station) COLLATE "C"`,
  );
  return Object.fromEntries(
    rows.map(({ key, reason, since, state, stated }) => [key, [state, stated, reason, since]]),
  );
}

onEachEngine('the stations as they are now', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());
  const insert = (...rows: RowOf[]) => insertRows(database.db, 'station', rows);
  const correct = (of: RowOf, change: RowOf) =>
    insertRows(database.db, 'correction', [correctionRow(of, 'station', change)]);
  const exact = async () => expect(await kept(database)).toEqual(await secondOpinion(database));
  async function standing(station: string, route = 'express'): Promise<unknown> {
    const found = (await kept(database))[`ICN-EXP ${route} ${station}`] as string[] | undefined;
    return found && [found[0], Date.parse(`${found[3]?.replace(' ', 'T')}Z`) - base];
  }

  it('are what was said last, since it was said first without another word between', async () => {
    for (const [second, state] of [
      [0, 'up'],
      [5, 'up'],
      [10, 'down'],
      [15, 'down'],
    ] as const)
      await insert(stationRow({ station: 'A', time: at(second), state, reason: `${second}` }));
    expect(await standing('A')).toEqual(['down', 10_000]);
    await insert(
      ...[20, 25, 30].map((second) => stationRow({ station: 'A', time: at(second), state: 'up' })),
    );
    expect(await standing('A')).toEqual(['up', 20_000]);
    await exact();
  });

  it('are not moved by a late word, but it may show since when', async () => {
    await insert(stationRow({ station: 'L', time: at(100), state: 'up' }));
    await insert(stationRow({ station: 'L', time: at(50), state: 'up' }));
    expect(await standing('L')).toEqual(['up', 50_000]);
    await insert(stationRow({ station: 'L', time: at(70), state: 'down' }));
    expect(await standing('L')).toEqual(['up', 100_000]);
    await insert(stationRow({ station: 'L', time: at(80), state: 'up' }));
    expect(await standing('L')).toEqual(['up', 80_000]);
    await insert(stationRow({ station: 'L', time: at(60), state: 'closed' }));
    expect(await standing('L')).toEqual(['up', 80_000]);
    await exact();
  });

  it('follow several words in one statement, in whatever order', async () => {
    const states = ['up', 'down', 'down', 'up', 'degraded', 'degraded'];
    await insert(...states.map((state, n) => stationRow({ station: 'M', time: at(n), state })).reverse());
    expect(await standing('M')).toEqual(['degraded', 4_000]);
    await exact();
  });

  it('follow corrections and retractions, also of words that have not come', async () => {
    const rows = ['up', 'down', 'up'].map((state, n) => stationRow({ station: 'C', time: at(n), state }));
    const [, second = {}, third = {}] = rows;
    await insert(...rows);
    await correct(second, { retracted: true });
    expect(await standing('C')).toEqual(['up', 0]);
    await correct(third, { changes: { state: 'degraded', reason: 'dim' } });
    expect(await standing('C')).toEqual(['degraded', 2_000]);
    await correct(second, { retracted: false });
    await correct(third, { retracted: true });
    expect(await standing('C')).toEqual(['down', 1_000]);
    const early = stationRow({ station: 'C', time: at(9), state: 'up' });
    await correct(early, { changes: { state: 'closed' } });
    await insert(early);
    expect(await standing('C')).toEqual(['closed', 9_000]);
    const only = stationRow({ station: 'D', time: at(9), state: 'up' });
    await insert(only);
    await correct(only, { retracted: true });
    expect(await standing('D')).toBeUndefined();
    await exact();
  });

  it('are exact after a storm of words, late, doubled, of one moment, corrected', async () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const states = ['up', 'up', 'up', 'degraded', 'down', 'closed'];
    const said: RowOf[] = [];
    for (let round = 0; round < 40; round++) {
      const rows = Array.from({ length: 1 + random(6) }, () =>
        stationRow({
          station: `S${random(4)}`,
          port: random(2) ? 'PUS' : 'GMP',
          route: random(2) ? 'express' : 'mail',
          time: at(1_000 + round + random(12) - 6),
          state: states[random(6)],
        }),
      );
      said.push(...rows);
      const again = random(said.length);
      await insert(...rows, ...said.slice(again, again + 2));
      const target = said[random(said.length)] ?? {};
      if (round % 4 === 0) await correct(target, { changes: { state: states[random(6)] } });
      if (round % 5 === 0) await correct(target, { retracted: random(3) > 0 });
      if (round % 8 === 7) await exact();
    }
    await exact();
  });

  it('are of their route: a station of that name on another route neither hides nor changes them', async () => {
    await insert(stationRow({ station: 'XR-9', route: 'mail', state: 'up', time: at(0) }));
    await insert(stationRow({ station: 'XR-9', route: 'express', state: 'down', time: at(1) }));
    await insert(stationRow({ station: 'XR-9', route: 'mail', state: 'up', time: at(2) }));
    expect(await standing('XR-9', 'express')).toEqual(['down', 1_000]);
    expect(await standing('XR-9', 'mail')).toEqual(['up', 0]);
    await exact();
  });

  it('do not wait for each other when several speak at once', async () => {
    await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        insert(
          ...[1, 2, 3, 4].map((k) =>
            stationRow({
              station: `P${((n % 2 ? k : 5 - k) + n) % 5}`,
              time: at(2_000 + ((n * 7) % 24)),
              state: n % 3 ? 'up' : 'down',
            }),
          ),
        ),
      ),
    );
    await exact();
  });

  it('stay when the words of a month ago are gone', async () => {
    const old = new Date(Date.now() - 34.5 * 86_400_000).toISOString();
    const closed = stationRow({ station: 'O', time: old, state: 'closed' });
    await insert(closed);
    await correct(closed, { changes: { reason: 'night' } });
    await insert(stationRow({ station: 'K', time: old, state: 'up' }));
    await database.db.query("UPDATE live.retention SET keep_days = 20 WHERE what = 'station'");
    await maintain(realmDatabase(database.db, 'live'));
    const [left] = await database.db.query(
      `SELECT (SELECT count(*) FROM live.station WHERE station IN ('O', 'K')) AS raw,
              (SELECT count(*) FROM live.corrected_station WHERE station = 'O') AS corrected`,
    );
    expect(left).toEqual({ raw: 0, corrected: 0 });
    await insert(
      stationRow({ station: 'K', time: at(9), state: 'up' }),
      stationRow({ station: 'K', time: at(8), state: 'up' }),
    );
    await insert(stationRow({ station: 'K', time: at(7), state: 'up' }));
    const older = new Date(Date.parse(old) - 86_400_000).toISOString();
    // Brought as back-filling, or it would be refused.
    const filled = stationRow({ station: 'O', time: older, state: 'up' });
    await database.db.query("INSERT INTO live.old_event SELECT 'station', 'sql', $1, $2, $3", [
      filled.source,
      filled.id,
      older,
    ]);
    await insert(filled);
    const began = Date.parse(old) - base;
    expect([await standing('O'), await standing('K')]).toEqual([
      ['closed', began],
      ['up', began],
    ]);
  });
});
