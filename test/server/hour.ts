import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BorderEvent } from '../../server/contract/events.ts';
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
import { openTestDatabase, type Engine, type TestDatabase } from '../support/engines.ts';
import { HOUR } from '../support/opinions/plain.ts';
import { readRaw, type Raw } from '../support/opinions/raw.ts';
import { eventually } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const SENDERS = 4;

/** How much of it. */
export interface Volume {
  /** Times ordinary traffic; twenty are about 720,000 events in the hour. */
  rate: number;
  /** At least this share of the readings that the rate has on average: a few flights make an hour of a low one. */
  least: number;
  /** Events that are told; all when left out. */
  only?: (event: BorderEvent) => boolean;
}

/** An hour of every stream, told over the API, and every figure of the board held against the raw rows. */
export function hourOfEveryStream(engine: Engine, volume: Volume): void {
  const { least, rate } = volume;
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
    const hour = { tokens, seed: DEFAULT_SEED, ...volume, end, senders: SENDERS, past: true };
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
    expect(raw.allVerdicts.length).toBeGreaterThan(least * rate * expectedEvents(end - HOUR, end));
    console.log(`${engine}: ${JSON.stringify({ rate, answered, seconds: (later - end) / 1_000 })}`);
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
}
