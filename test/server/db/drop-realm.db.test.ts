import { expect, it } from 'vitest';
import { dropRealm } from '../../../server/db/drop-realm.ts';
import { prepareRealm } from '../../../server/db/prepare-realm.ts';
import { readRealms } from '../../../server/db/queries/realms.ts';
import { MIGRATIONS, onEachEngine, openTestDatabase } from '../../support/engines.ts';

const DRILL = { name: 'drill_1', kind: 'drill', ko: '훈련', en: 'Drill', simulated: true } as const;

onEachEngine('realms that are dropped', (engine) => {
  it(
    'go with all that was in them, may come back, and leave live as it is',
    { meta: { slow: 'three realms are made on the embedded engine' } },
    async () => {
      const test = await openTestDatabase(engine);
      const { db } = test;
      const schemas = async () =>
        (
          await db.query<{ name: string }>(
            `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('live', 'drill_1') ORDER BY 1`,
          )
        ).map(({ name }) => name);
      const chunksOfDrill = async () =>
        (
          await db.query(
            `SELECT FROM timescaledb_information.hypertables WHERE hypertable_schema = 'drill_1'`,
          )
        ).length;

      for (let round = 0; round < 2; round++) {
        await prepareRealm(db, MIGRATIONS, DRILL);
        for (const schema of ['drill_1', 'live']) {
          await db.query(
            `INSERT INTO ${schema}.arrival (time, source, id, port, route, conveyance, origin, units, risk)
           SELECT now() - n * INTERVAL '5 days', 'test', 'a' || n || '-${round}', 'ICN-T1', 'traveller', 'KE1', 'TH', 1, 'normal'
           FROM generate_series(0, 9) n`,
          );
        }
        expect(await schemas()).toEqual(['drill_1', 'live']);
        expect(await chunksOfDrill()).toBeGreaterThan(10);
        await dropRealm(db, 'drill_1');
        expect(await schemas()).toEqual(['live']);
        expect(await chunksOfDrill()).toBe(0);
        expect((await readRealms(db)).map(({ name }) => name)).toEqual(['live']);
      }
      expect(await db.query('SELECT count(*) AS rows FROM live.arrival')).toEqual([{ rows: 20 }]);
      expect(
        await db.query(`SELECT FROM timescaledb_information.jobs WHERE proc_schema = 'drill_1'`),
      ).toEqual([]);
      await dropRealm(db, 'drill_1');
      for (const name of ['live', 'gwanje', 'public', 'drill_1 CASCADE; --', 'ordinary_day']) {
        await expect(dropRealm(db, name)).rejects.toThrow('not a realm of a drill or a replay');
      }
      await test.drop();
    },
  );
});
