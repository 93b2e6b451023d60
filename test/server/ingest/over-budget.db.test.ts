import { afterAll, beforeAll, expect, it } from 'vitest';
import { Ingest } from '../../../server/ingest/ingest.ts';
import { Reception } from '../../../server/ingest/reception.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival, bulletin } from '../../support/events.ts';

onOneEngine('a token over its budget', (engine) => {
  const DAY_MS = 86_400_000;
  const NOW = Date.parse('2026-11-30T03:00:00Z');
  let testDb: TestDatabase;
  let ingest: Ingest;
  let clock = 0;
  const sender = (token: number) => ({ feed: 'test', token, maySetRecordedTime: false, speaksFor: null });

  beforeAll(async () => {
    testDb = await openTestDatabase(engine);
    ingest = new Ingest({
      realm: { db: testDb.db, schema: 'live' },
      now: () => NOW,
      elapsed: () => clock,
      reception: new Reception(testDb.db, { now: () => NOW, elapsed: () => clock }),
      counted: () => undefined,
    });
  });
  afterAll(() => testDb.drop());

  it('waits when too many of its events were refused, and no other token does', async () => {
    const refused = Array.from({ length: 5_000 }, () => ({}));
    for (let batch = 0; batch < 11; batch++) await ingest.take(refused, sender(1));
    await expect(
      ingest.take([arrival({}, { time: new Date(NOW).toISOString() })], sender(1)),
    ).rejects.toMatchObject({
      name: 'OverBudget',
      waitMs: 10_000,
    });
    expect(await ingest.take([arrival({}, { time: new Date(NOW).toISOString() })], sender(2))).toMatchObject([
      { status: 'accepted' },
    ]);
    clock += 10_000;
    expect(await ingest.take([arrival({}, { time: new Date(NOW).toISOString() })], sender(1))).toMatchObject([
      { status: 'accepted' },
    ]);
  });

  it('brings no old events for now, but those of today', async () => {
    const old = Array.from({ length: 5_000 }, (_, nth) =>
      bulletin({}, { time: new Date(NOW - (nth + 3) * DAY_MS).toISOString() }),
    );
    await ingest.take(old, sender(3));
    await ingest.take(old.slice(0, 5), sender(3));
    await expect(ingest.take(old, sender(3))).rejects.toMatchObject({ name: 'OverBudget', waitMs: 1_000 });
    expect(await ingest.take([arrival({}, { time: new Date(NOW).toISOString() })], sender(3))).toMatchObject([
      { status: 'accepted' },
    ]);
  });
});
