import { afterAll, beforeAll, expect, it } from 'vitest';
import { siteDay, startOfDay } from '../../../server/contract/days.ts';
import { realmDatabase } from '../../../server/db/database.ts';
import { landDueArrivals } from '../../../server/db/queries/announce-arrivals.ts';
import { maintain } from '../../../server/db/queries/maintain.ts';
import { expectExactCounts } from '../../support/counts.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { insertAny } from '../../support/leads.ts';
import { arrivalRow } from '../../support/rows.ts';

const DAY = 86_400_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

onEachEngine('an announced arrival that is due before the time from which identities are kept', (engine) => {
  let database: TestDatabase;
  const land = async () => await landDueArrivals(realmDatabase(database.db, 'live'));
  const announce = async (conveyance: string, time: string) =>
    await insertAny(database.db, 'announced_arrival', [arrivalRow({ time, conveyance, feed: 'lists' })]);
  const landed = async () => {
    const rows = await database.db.query<{ conveyance: string }>(
      "SELECT conveyance FROM live.arrival WHERE feed = 'lists' ORDER BY 1",
    );
    return rows.map(({ conveyance }) => conveyance);
  };
  const refused = async () =>
    await database.db.query("SELECT path, reason FROM live.rejection WHERE feed = 'lists' ORDER BY 2");

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.db.query("UPDATE live.retention SET keep_days = 1 WHERE what = 'raw'");
  });
  afterAll(async () => {
    await database.drop();
  });

  it(
    'lands all the same after a board was away, as what is declared old does, and counts once',
    { meta: { slow: 'first chunks of a new embedded database' } },
    async () => {
      await announce('OLD1', ago(3 * DAY));
      await announce('NOW1', ago(60_000));
      expect(await land()).toBe(2);
      expect(await landed()).toEqual(['NOW1', 'OLD1']);
      expect(await database.db.query("SELECT stream FROM live.old_event WHERE feed = 'lists'")).toEqual([
        { stream: 'arrival' },
      ]);
      expect([await land(), await refused()]).toEqual([0, []]);
      await expectExactCounts(database.db);
    },
  );

  it('is refused by name where what was counted then is no longer known, and stops no other', async () => {
    // What was counted on that day is gone, and with it whether this one was among it.
    const day = startOfDay(siteDay(Date.now())) - 30 * DAY;
    await database.db.query(
      "UPDATE live.identity_horizon SET closed_from = $1, kept_from = $2 WHERE stream = 'arrival'",
      [new Date(day).toISOString(), new Date(day + DAY).toISOString()],
    );
    await announce('GONE', new Date(day + 1_000).toISOString());
    await announce('NEVER', '-infinity');
    await announce('NOW2', ago(50_000));
    await announce('NOW3', ago(40_000));
    expect(await land()).toBe(2);
    expect(await landed()).toEqual(['NOW1', 'NOW2', 'NOW3', 'OLD1']);
    expect(await database.db.query('SELECT FROM live.announced_arrival')).toEqual([]);
    expect(await refused()).toEqual([
      { path: '/', reason: expect.stringContaining('when it was due: identities of arrival are kept from') },
      { path: '/', reason: expect.stringContaining('when it was due: timestamp out of range') },
    ]);
    await expectExactCounts(database.db);
  });

  it('has landed before maintenance moves that time', async () => {
    await announce('LATE', ago(2 * DAY));
    await maintain(realmDatabase(database.db, 'live'));
    expect(await landed()).toContain('LATE');
  });
});
