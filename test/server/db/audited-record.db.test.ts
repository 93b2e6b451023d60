import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareRealm } from '../../../server/db/prepare-realm.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { correctionRow, insertRows, seizureRow } from '../../support/rows.ts';

const MIGRATIONS = new URL('../../../migrations', import.meta.url).pathname;
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const day = (at: string) => new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(0, 10);
const LATE = ago(100);
const SAID = `${day(LATE)} KRPUS cargo drug cocaine`;
const case_no = 'KRPUS-26-0803';
const first = seizureRow({
  ...{ time: LATE, case_no, port: 'KRPUS', route: 'cargo', category: 'drug', substance: 'cocaine' },
  grams: 287_500,
});

onEachEngine('changes of the record of past days', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());

  const insert = (table: 'seizure' | 'correction', ...rows: Record<string, unknown>[]) =>
    insertRows(database.db, table, rows);
  const audited = () =>
    database.db.query(
      `SELECT actor, object, detail FROM gwanje.audit WHERE action LIKE 'record.%' ORDER BY seq`,
    );
  const changed = (detail: object, actor = 'feed:sql') => ({
    ...{ actor, object: `seizure:live:${case_no}`, detail },
  });

  it('are in the audit log with what the record said and says, and by whom', async () => {
    await insert('seizure', seizureRow({ case_no: 'TODAY', grams: 5 }));
    expect(await audited()).toEqual([]);

    await insert('seizure', { ...first, feed: 'seizure-desk' });
    const stated = { ...first, feed: 'seizure-desk' };
    await insert('correction', correctionRow(stated, 'seizure', { changes: { grams: 300_000.5 } }));
    const told = [
      changed({ is: `${SAID} 287500 g` }, 'feed:seizure-desk'),
      changed({ was: `${SAID} 287500 g`, is: `${SAID} 300000.5 g` }),
    ];
    expect(await audited()).toEqual(told);

    // Confirmed with the same figures: the record says what it said.
    const confirmed = { ...first, time: ago(0), id: 'confirmed', grams: 300_000.5, status: 'confirmed' };
    await insert('seizure', confirmed);
    expect(await audited()).toEqual(told);

    await insert(
      'correction',
      correctionRow(stated, 'seizure', { retracted: true }),
      correctionRow(confirmed, 'seizure', { retracted: true }),
    );
    expect((await audited()).slice(2)).toEqual([changed({ was: `${SAID} 300000.5 g` })]);
  });

  it('are told as a number where a history is filled in', async () => {
    const before = (await audited()).length;
    const known = [30, 31, 32].map((days) => seizureRow({ time: ago(days), recorded_at: ago(days - 2) }));
    await insert('seizure', ...known);
    const detail = { cases: 3, from: day(ago(32)), to: day(ago(30)) };
    expect((await audited()).slice(before)).toEqual([{ actor: 'feed:sql', object: 'seizure:live', detail }]);
  });

  it('are none in a replay, which tells again what was audited then', async () => {
    const before = (await audited()).length;
    for (const kind of ['replay', 'drill'] as const) {
      const realm = { name: `${kind}_1`, kind, ko: kind, en: kind, simulated: true };
      await prepareRealm(database.db, MIGRATIONS, realm);
      await insertRows(database.db, 'seizure', [first], realm.name);
    }
    const objects = (await audited()).slice(before).map((row) => row['object']);
    expect(objects).toEqual([`seizure:drill_1:${case_no}`]);
  });
});
