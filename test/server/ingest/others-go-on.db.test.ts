import { afterAll, beforeAll, expect, it } from 'vitest';
import { realmDatabase } from '../../../server/db/database.ts';
import type { Ingest } from '../../../server/ingest/ingest.ts';
import { takePaxlst } from '../../../server/ingest/paxlst/take-paxlst.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { correction, verdict } from '../../support/events.ts';
import { liveIngest } from '../../support/feed-senders.ts';

onEachEngine('others go on while', (engine) => {
  const sender = { feed: 'test', token: 1, maySetRecordedTime: false, speaksFor: null };
  const now = Date.now;
  let database: TestDatabase;
  let ingest: Ingest;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    ingest = liveIngest(database.db);
    // A board has its connection before anybody sends.
    await database.db.board.query('SELECT 1');
  });
  afterAll(() => database.drop());

  /** How many questions of a board, one after the other, the database answers meanwhile. */
  async function answersDuring(work: Promise<unknown>): Promise<number> {
    let [answers, isDone] = [0, false];
    const done = work.finally(() => (isDone = true));
    while (!isDone) {
      await database.db.board.query('SELECT 1');
      answers += 1;
    }
    await done;
    return answers;
  }

  // In one go each of these lets none or one of them through before it is done.
  it('15,000 events are refused', async () => {
    expect(
      await answersDuring(
        ingest.take(
          Array.from({ length: 15_000 }, () => ({})),
          sender,
        ),
      ),
    ).toBeGreaterThan(10);
  });

  it('events of 30 past days are written', async () => {
    const times = Array.from({ length: 30 }, (_, day) => new Date(now() - (day + 3) * 86_400_000));
    const events = times.map((time) => verdict({}, { time: time.toISOString() }));
    expect(await answersDuring(ingest.take(events, sender))).toBeGreaterThan(10);
  });

  it('1,000 corrections are applied', async () => {
    const events = Array.from({ length: 1_000 }, () => verdict());
    await ingest.take(events, sender);
    const corrections = events.map((event) => correction(event, { changes: { port: 'ICN-T2' } }));
    expect(await answersDuring(ingest.take(corrections, sender))).toBeGreaterThan(3);
  });

  it('3 MiB of a passenger list are read', async () => {
    const list =
      "UNA:+.? 'UNB+UNOA:4+A+B+1+1'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'TDT+20+KE1'LOC+125+BKK'DTM+189:2611300100:201'LOC+87+ICN'DTM+232:2611300800:201'";
    const text = list + "NAD+FL+++A:B'LOC+179+ICN'".repeat(120_000);
    const taken = takePaxlst(text, sender, { ingest, realm: realmDatabase(database.db, 'live'), now });
    expect(await answersDuring(taken)).toBeGreaterThan(10);
    expect(await taken).toMatchObject({ ok: true });
  });
});
