import { afterAll, beforeAll, expect, it } from 'vitest';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';

/** A stream as a new type of event would have it: see "How to add an event type" in server/README.md. */
const STREAM = `
  CREATE TABLE sample (
    time timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT realm_now(),
    feed text NOT NULL DEFAULT 'sql',
    source text NOT NULL,
    id text NOT NULL,
    port text NOT NULL,
    substance text NOT NULL,
    purity double precision,
    received_at timestamptz,
    UNIQUE (source, id, feed, time)
  );
  SELECT create_hypertable('sample', by_range('time', INTERVAL '180 days'), create_default_indexes => false);
  SELECT make_event_stream('sample')`;

onEachEngine('a stream that is rows and nothing more', (engine) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase(engine);
    await test.db.transaction(async (tx) => {
      await tx.query('SET LOCAL search_path TO live, public');
      for (const statement of STREAM.split(';')) await tx.query(statement);
    });
  });
  afterAll(() => test.drop());
  const state = (id: string) =>
    test.db.query(
      `INSERT INTO live.sample (time, source, id, port, substance) VALUES (now(), '//lab', '${id}', 'ICN-T1', 'ketamine')`,
    );
  let last = 0;
  const correct = (id: string, changes: object, retracted: boolean | null = null) =>
    test.db.query(
      `INSERT INTO live.correction (time, source, id, target_type, target_source, target_id, changes, retracted)
       VALUES (now(), '//lab', 'c${++last}', 'sample', '//lab', $1, $2::text::jsonb, $3)`,
      [id, JSON.stringify(changes), retracted],
    );
  const kept = () =>
    test.db.query('SELECT id, substance, purity, retracted FROM live.corrected_sample ORDER BY id');

  it('is corrected, whichever comes first, and retracted', async () => {
    await state('a');
    await correct('a', { purity: 0.5 });
    await correct('b', { substance: 'heroin' });
    await state('b');
    await state('c');
    await correct('a', {}, true);
    expect(await kept()).toEqual([
      { id: 'a', substance: 'ketamine', purity: 0.5, retracted: true },
      { id: 'b', substance: 'heroin', purity: null, retracted: false },
    ]);
    const [waiting] = await test.db.query('SELECT count(*) AS n FROM live.correction_target WHERE waits');
    expect(waiting).toEqual({ n: 0 });
  });

  it('is heard of, and no correction names a stream that is none', async () => {
    const [heard] = await test.db.query("SELECT sum(accepted) AS n FROM live.feed_day WHERE feed = 'sql'");
    expect(heard).toEqual({ n: 6 });
    await expect(
      test.db.query(
        `INSERT INTO live.correction (time, source, id, target_type, target_source, target_id) VALUES (now(), 's', 'i', 'parcel', 's', 'i')`,
      ),
    ).rejects.toThrow(/event_stream|foreign key/);
  });
});
