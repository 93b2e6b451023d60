import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TodayCell } from '../../../server/contract/cells.ts';
import { siteDay, startOfDay } from '../../../server/contract/days.ts';
import type { Database } from '../../../server/db/database.ts';
import { createMetrics } from '../../../server/metrics.ts';
import type { RunningRealm } from '../../../server/realm.ts';
import { Realms } from '../../../server/realms.ts';
import { Replays } from '../../../server/replay/replays.ts';
import type { Account } from '../../../server/access/principal.ts';
import { MIGRATIONS, openTestDatabase, type Engine, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { FROM, MINUTE, shownBy, tellHour, tellLater, TO, type Shown } from './played-hour.ts';

/** An hour as it is told, and what of it is played without a pause. */
export interface HourAgain {
  /** Times ordinary traffic. */
  rate: number;
  /** Of the clock while it is told. */
  stepMs: number;
  /** Minutes of the hour; the day changes at minute 30. */
  played: { from: number; to: number };
  /** Minutes that are shown one after the other. */
  sought: readonly number[];
}

/** That a realm that is played again shows what was live. */
export function hourAgain(engine: Engine, { played, sought, ...told }: HourAgain): void {
  const keepAt = [...new Set([0, 60, played.to, ...sought])];
  let test: TestDatabase;
  let realms: Realms;
  let source: RunningRealm;
  let kept: Map<number, Shown>;
  let replays: Replays;
  let by: Account;
  const faults: unknown[] = [];

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    const { db } = test;
    const failed = (what: string, error: unknown) => {
      faults.push([what, error]);
      console.error(what, error);
    };
    realms = new Realms({
      ...{
        db,
        migrationsFolder: MIGRATIONS,
        metrics: createMetrics(),
        now: Date.now,
        elapsed: Date.now,
        tickMs: 100,
      },
      ...{ failed, alarmsFailed: failed },
    });
    ({ kept, realm: source } = await tellHour(db, realms, { ...told, keepAt }));
    await tellLater(source);
    replays = new Replays({
      ...{ db, migrationsFolder: MIGRATIONS, realms, run: 'test', now: Date.now, failed },
    });
    await replays.start();
    const person = await signedIn(db, ['viewer']);
    by = { kind: 'account', ...person, name: 'Viewer', roles: ['viewer'], scopes: ['headquarters'] };
  }, 1_200_000);
  afterAll(async () => {
    await replays.stop();
    await realms.stop();
    await test.drop();
  });

  const iso = (at: number) => new Date(at).toISOString();
  const make = async (wanted: object) =>
    await replays.make({ from: iso(FROM), to: iso(TO), realm: source.describe.name, ...wanted }, source, by);
  const until = async (id: number, state: string, seconds = 600) =>
    await eventually(async () => {
      const row = (await replays.list()).find((each) => each.id === id);
      expect(row?.state).toBe(state);
    }, seconds * 1_000);
  const shown = (name: string) => {
    const realm = realms.all.get(name);
    if (realm === undefined) throw new Error(`${name} does not run`);
    return shownBy(realm);
  };
  const seek = async (id: number, minute: number) => {
    const row = await replays.order(id, { to: iso(FROM + minute * MINUTE) }, by);
    await eventually(async () => {
      const now = (await replays.list()).find((each) => each.id === id);
      expect(now?.shows).toBe(iso(FROM + minute * MINUTE));
      expect(now?.state).not.toBe('playing');
    }, 120_000);
    return shown(row.realm);
  };

  it('has something of everything', () => {
    const kinds = new Set(Object.keys(kept.get(60) ?? {}).map((key) => key.split('|')[0]));
    expect([...kept.keys()]).toEqual(expect.arrayContaining(keepAt));
    for (const kind of [
      'alarm',
      'alarm-hands',
      'task',
      'landings',
      'leads',
      'minute',
      'news',
      'feed',
      'queue',
    ])
      expect(kinds).toContain(kind);
  });

  it(
    'ends at 60 times in the cells that were live, leaves live as it is, and goes again',
    { timeout: 700_000, meta: { slow: 'a second for each minute that is played' } },
    async () => {
      const before = await everyRow(test.db, source.describe.name);
      const at = (minute: number) => iso(FROM + minute * MINUTE);
      const made = await make({ from: at(played.from), to: at(played.to), speed: 60 });
      await until(made.id, 'ended');
      expectSame(shown(made.realm), kept.get(played.to));
      expect(await everyRow(test.db, source.describe.name)).toEqual(before);
      await replays.remove(made.id, by);
      expect(await test.db.query(`SELECT FROM pg_namespace WHERE nspname = '${made.realm}'`)).toEqual([]);
      expect(realms.all.has(made.realm)).toBe(false);
    },
  );

  it(
    'shows at any minute what was live then, sought forth and back',
    { timeout: 700_000, meta: { slow: 'goes to several places of the hour' } },
    async () => {
      const made = await make({ paused: true });
      await until(made.id, 'paused');
      expectSame(shown(made.realm), kept.get(0));
      for (const minute of sought)
        expectSame(await seek(made.id, minute), kept.get(minute), `minute ${minute}`);
      await replays.remove(made.id, by);
      expect(faults).toEqual([]);
    },
  );

  it(
    'shows, as known now, the figures that are known now of the day so far',
    { timeout: 300_000, meta: { slow: 'a replay is made and ended' } },
    async () => {
      const now = await make({ paused: true, known: 'now' });
      await until(now.id, 'paused');
      const figures = todayOf(await seek(now.id, 60));
      const day = startOfDay(siteDay(TO));
      const rows = await test.db.query<{ port: string; route: string; arrivals: number; units: number }>(
        `SELECT port, route, arrivals, units, primary_verdicts AS primary, flagged, secondary_verdicts AS secondary, cases, grams
       FROM drill_1.figures_as_known($1::timestamptz, $2::timestamptz, 'infinity') WHERE arrivals + primary_verdicts + cases > 0`,
        [iso(day), iso(TO + 1)],
      );
      expect(rows.length).toBeGreaterThan(5);
      expect(figures).toEqual(
        Object.fromEntries(rows.map(({ port, route, ...figures }) => [`today|${port}|${route}`, figures])),
      );
      expect(figures).not.toEqual(todayOf(kept.get(60) ?? {}));
      await replays.remove(now.id, by);
    },
  );
}

/** Figures of the day, of places that have any. */
function todayOf(shown: Shown): Record<string, object> {
  return Object.fromEntries(
    Object.entries(shown).flatMap(([key, cell]) => {
      if (!key.startsWith('today|')) return [];
      const { arrivals, cases, flagged, grams, primary, secondary, units } = cell as TodayCell;
      return arrivals + primary + cases === 0
        ? []
        : [[key, { arrivals, units, primary, flagged, secondary, cases, grams }]];
    }),
  );
}

/** Key by key, so that a difference is seen among some thousands. */
function expectSame(found: Shown, wanted: Shown | undefined, what = ''): void {
  if (wanted === undefined) throw new Error('nothing was kept');
  const keys = [...new Set([...Object.keys(found), ...Object.keys(wanted)])].sort();
  const different = keys.filter((key) => JSON.stringify(found[key]) !== JSON.stringify(wanted[key]));
  const pick = (cells: Shown) => Object.fromEntries(different.map((key) => [key, cells[key] ?? null]));
  if (different.length > 0) console.log(what, JSON.stringify([pick(found), pick(wanted)], null, 1));
  expect(pick(found), what).toEqual(pick(wanted));
  expect(found, what).toEqual(wanted);
}

/** A hash of each table's rows. */
async function everyRow(db: Database, schema: string): Promise<object[]> {
  const tables = await db.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 AND tablename <> 'alarm_lease' ORDER BY 1`,
    [schema],
  );
  const hashes: object[] = [];
  for (const { name } of tables) {
    const rows = await db.query<object>(
      `SELECT '${name}' AS name, count(*) AS rows, sum(hashtextextended(t::text, 0)::numeric)::text AS hash FROM ${schema}.${name} t`,
    );
    hashes.push(...rows);
  }
  return hashes;
}
