import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkColumns } from '../../../server/db/check-columns.ts';
import { realmDatabase } from '../../../server/db/database.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';

onEachEngine('the tables of a realm', (engine) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
  });
  afterAll(() => test.drop());
  const check = () => checkColumns(realmDatabase(test.db, 'live'));
  const alter = (sql: string) => test.db.query(`ALTER TABLE live.${sql}`);

  it('have a column for every field of the catalogue, and none beside', async () => {
    await expect(check()).resolves.toBeUndefined();
  });

  it('are refused, each by its name, where a field and a column do not go together', async () => {
    await alter('bulletin RENAME COLUMN hs_heading TO heading');
    await alter('station_now ALTER COLUMN inspected TYPE bigint');
    await expect(check()).rejects.toThrow(
      'the tables of live do not fit the events that this version takes: ' +
        'the column heading of the table bulletin is no field of the catalogue; ' +
        'the column inspected of the table station_now is bigint, and the field station.inspected needs integer; ' +
        'the field bulletin.hsHeading has no column hs_heading in the table bulletin',
    );
  });
});
