import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareRealm } from '../../../server/db/prepare-realm.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { correctionRow, insertRows, seizureRow } from '../../support/rows.ts';

const AUGUST = '2026-08-03T01:20:00Z';
const case_no = 'KRPUS-26-0803';
const first = seizureRow({
  time: AUGUST,
  case_no,
  port: 'KRPUS',
  route: 'cargo',
  category: 'drug',
  grams: 287_500,
});

onEachEngine('changes of the record of past days', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());

  const audited = () =>
    database.db.query(
      `SELECT actor, object, detail -> 'was' ->> 'grams' AS was, detail -> 'is' ->> 'grams' AS "is", detail -> 'is' ->> 'day' AS day
       FROM gwanje.audit WHERE action = 'record.changed' ORDER BY seq`,
    );
  const object = `seizure:live:${case_no}`;

  it('are in the audit log with what the record said and says, and by whom', async () => {
    const now = new Date().toISOString();
    await insertRows(database.db, 'seizure', [
      seizureRow({ time: now, recorded_at: now, case_no: 'TODAY', grams: 5 }),
    ]);
    expect(await audited()).toEqual([]);

    const desk = { feed: 'seizure-desk' };
    await insertRows(database.db, 'seizure', [{ ...first, ...desk }]);
    const disclosed = { actor: 'feed:seizure-desk', object, was: null, is: '287500', day: '2026-08-03' };
    expect(await audited()).toEqual([disclosed]);

    await insertRows(database.db, 'correction', [
      correctionRow(first, 'seizure', { changes: { grams: 300_000 } }),
    ]);
    const corrected = { ...disclosed, actor: 'feed:direct', was: '287500', is: '300000' };
    expect(await audited()).toEqual([disclosed, corrected]);

    // Confirmed with the same figures: the record says what it said.
    const confirmed = { ...first, time: now, id: 'confirmed', grams: 300_000, status: 'confirmed' };
    await insertRows(database.db, 'seizure', [confirmed]);
    expect(await audited()).toHaveLength(2);

    await insertRows(database.db, 'correction', [
      correctionRow(first, 'seizure', { retracted: true }),
      correctionRow(confirmed, 'seizure', { retracted: true }),
    ]);
    expect((await audited()).at(-1)).toMatchObject({ object, was: '300000', is: null, day: null });
  });

  it('are none in a replay, which tells again what was audited then', async () => {
    const before = (await audited()).length;
    for (const kind of ['replay', 'drill'] as const) {
      const realm = { name: `${kind}_1`, kind, ko: kind, en: kind, simulated: true };
      await prepareRealm(database.db, new URL('../../../migrations', import.meta.url).pathname, realm);
      await database.db.query(`INSERT INTO ${realm.name}.seizure SELECT * FROM live.seizure`);
    }
    const objects = (await audited()).slice(before).map((row) => row['object']);
    expect(objects).toEqual([`seizure:drill_1:${case_no}`]);
  });
});
