import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realmDatabase, type RealmDatabase } from '../../server/db/database.ts';
import { expectedEvents } from '../../simulator/burst.ts';
import { Ledger } from '../../simulator/ledger.ts';
import { DEFAULT_SEED } from '../../simulator/streams.ts';
import {
  expectBoard,
  expectKind,
  expectToday,
  KINDS,
  liveTokens,
  OPINIONS,
  tellHour,
} from '../support/an-hour.ts';
import { onOneEngine, openTestDatabase, type Engine, type TestDatabase } from '../support/engines.ts';
import { HOUR } from '../support/opinions/plain.ts';
import { readRaw, type Raw } from '../support/opinions/raw.ts';
import { eventually } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/**
 * Times ordinary traffic. Twenty are about 720,000 events in the hour: the native engine takes them within some minutes of
 * a busy machine. The embedded one has a single session and one process with this test: it is given the same hour, with
 * every stream, at a lower rate.
 */
const RATE: Record<Engine, number> = { native: 20, embedded: 2 };
const SENDERS = 4;

onOneEngine('an hour of every stream, natively at 20 times reality, embedded at less', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let realm: RealmDatabase;
  let raw: Raw;
  const ledger = new Ledger();
  const end = Date.now();
  /** When all of it had been told. */
  let later = end;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    realm = realmDatabase(database.db, 'live');
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)), 60_000);
    const tokens = await liveTokens(server);
    const hour = { tokens, seed: DEFAULT_SEED, rate: RATE[engine], end, senders: SENDERS, past: true };
    await tellHour(server, ledger, hour);
    later = Date.now();
    // The panels of a running server follow what was told, without being asked.
    await eventually(() => expectBoard(server, realm), 120_000);
    raw = await readRaw(database.db);
  }, 900_000);
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('is taken: every event once, and nothing refused but what was made wrong', () => {
    const { answered, expected, tally: _tally, ...rest } = ledger;
    expect(ledger.verdict(), JSON.stringify({ answered, expected, rest })).not.toBe('wrong');
    // By night there is less of it than by day.
    expect(raw.allVerdicts.length).toBeGreaterThan(0.85 * RATE[engine] * expectedEvents(end - HOUR, end));
    console.log(
      `${engine}: ${JSON.stringify({ rate: RATE[engine], answered, seconds: (later - end) / 1_000 })}`,
    );
  });

  it('is in the cells of today', () => expectToday(server, raw));

  it('has a second opinion for every kind of every panel', () => {
    expect(Object.keys(OPINIONS).filter((kind) => !KINDS.some((each) => each === kind))).toEqual([]);
    expect(KINDS.filter((kind) => OPINIONS[kind] === undefined)).toEqual([]);
  });

  describe.each(['when it ended', 'when all of it was told'])('%s', (when) => {
    const now = () => (when === 'when it ended' ? end : later);

    it.each(KINDS)('%s is what the raw rows say', (kind) => expectKind(realm, raw, kind, now(), end));
  });
});
