import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MadeDrill } from '../../../server/contract/drill-rest.ts';
import type { BorderEvent, Station } from '../../../server/contract/events.ts';
import { siteDay } from '../../../server/contract/days.ts';
import { ROW_STREAMS } from '../../../server/contract/rows-rest.ts';
import { realmDatabase, type Database, type RealmDatabase } from '../../../server/db/database.ts';
import { TABLES } from '../../../server/ingest/event-tables.ts';
import { expectedEvents } from '../../../simulator/burst.ts';
import { Ledger } from '../../../simulator/ledger.ts';
import { hashOf } from '../../../simulator/random.ts';
import { DEFAULT_SEED } from '../../../simulator/streams.ts';
import {
  expectBoard,
  expectKind,
  expectToday,
  KINDS,
  liveTokens,
  OPINIONS,
  tellHour,
} from '../../support/an-hour.ts';
import { countRawRows, expectExactCounts, FIGURES } from '../../support/counts.ts';
import { openTestDatabase, type Engine, type TestDatabase } from '../../support/engines.ts';
import { DAY, HOUR } from '../../support/opinions/plain.ts';
import { readRaw, type Raw } from '../../support/opinions/raw.ts';
import { todayOf } from '../../support/opinions/today.ts';
import { signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

/** Traffic of an hour, in the live realm and in each of three drills. */
export interface MixedHour {
  /** Readings, arrivals, leads and such, about. */
  live: number;
  drill: number;
  /** Every how manieth station speaks. A thousand of them call the roll each minute, whatever the rate. */
  stations: number;
  /** As many events are told at least, of all realms. */
  atLeast: number;
}

const LONG_QUERY = { timeoutMs: 120_000 };

/**
 * Two drills have traffic of their own. The third has the seed of live: most of its events have the very source, id and time of
 * a live one, and other figures.
 */
const SEEDS = { north: 'north', south: 'south', twin: DEFAULT_SEED };
type Name = keyof typeof SEEDS;
const NAMES = Object.keys(SEEDS) as Name[];
const markOf = (name: Name) => `~${name}`;
const MARKS = new RegExp(NAMES.map(markOf).join('|'));

/** What an event is about, in any stream: with a drill's mark it is found wherever it went. */
const NAMED = ['conveyance', 'subject', 'batch', 'station', 'caseNo', 'leadNo', 'bulletinNo'];

/** An event as a drill tells it: with its mark, and figures that would show in any sum. */
function marked(name: Name, event: BorderEvent): BorderEvent {
  const data: Record<string, any> = { ...event.data };
  for (const field of NAMED)
    if (typeof data[field] === 'string') data[field] = `${data[field]}${markOf(name)}`;
  if (event.type === 'border.arrival.v1') data['units'] += 1_000;
  if (event.type === 'border.verdict.v1') data['scanMs'] += 1_000;
  if (typeof data['grams'] === 'number') data['grams'] = Math.round(data['grams']) + 1_000;
  return { ...event, data } as BorderEvent;
}

const words = (text: string) => ({ ko: text, en: text });
const scenario = (name: Name) => ({
  name,
  title: words(name),
  aim: words('That live is not touched'),
  seed: name,
  minutes: 60,
  base: { rate: 0 },
  timeline: [],
  plays: { right: { title: words('right'), deeds: [] } },
  criteria: [
    { id: 'arrivals', title: words('Some'), is: 'rows', stream: 'arrival', where: {}, atLeast: 100 },
  ],
});

/** That nothing of three drills gets into live or the other way, however their events are mixed. */
export function isolation(engine: Engine, hour: MixedHour): void {
  let database: TestDatabase;
  let db: Database;
  let server: TestServer;
  let realm: RealmDatabase;
  let raw: Raw;
  let cookie: string;
  const made = {} as Record<Name, MadeDrill>;
  const live = new Ledger();
  const told: Record<Name, Ledger> = { north: new Ledger(), south: new Ledger(), twin: new Ledger() };
  const end = Date.now();
  let later = end;
  const realmOf = (name: Name) => made[name].drill.realm;
  const speaks = ({ data, type }: BorderEvent) =>
    type !== 'border.station.v1' || hashOf((data as Station).station) % hour.stations === 0;

  const control = async (path: string, body: object): Promise<any> => {
    const headers = { authorization: 'Bearer test-control-key', 'content-type': 'application/json' };
    const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    expect([response.status, answer]).toEqual([200, expect.anything()]);
    return answer;
  };
  const order = async (name: Name, what: string) =>
    await control(`/control/drills/${made[name].drill.id}/orders`, { do: what });
  /** What somebody is answered who may look at everything. */
  const ask = async (path: string): Promise<string> => {
    const response = await fetch(server.url + path, { headers: { cookie } });
    const text = await response.text();
    expect([response.status, path, response.status === 200 ? '' : text]).toEqual([200, path, '']);
    return text;
  };
  /** Events answered in a realm, by type and outcome. */
  async function measured(of: string): Promise<{ type: string; outcome: string; events: number }[]> {
    const lines = (await ask('/metrics')).split('\n');
    return lines.flatMap((line) => {
      const [, labels = '', events] = /^gwanje_ingest_events_total\{(.*)\} (\d+)$/.exec(line) ?? [];
      const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
      if (label('realm') !== of) return [];
      return [{ type: label('type'), outcome: label('outcome'), events: Number(events) }];
    });
  }

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.db;
    server = await startTestServer(db);
    realm = realmDatabase(db, 'live');
    ({ cookie } = await signedIn(db, ['administrator', 'viewer']));
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)), 60_000);
    for (const name of NAMES) {
      const file = JSON.stringify(scenario(name));
      made[name] = await control('/control/drills', { file, drive: true, speed: 60, paused: true });
    }
    const rate = (events: number) => events / expectedEvents(end - HOUR, end);
    const hours = NAMES.map(async (name) => {
      const { drill, tokens = {} } = made[name];
      await tellHour(server, told[name], {
        ...{ tokens: new Map(Object.entries(tokens)), seed: SEEDS[name], rate: rate(hour.drill) },
        // The same hour as that of live where it is the same traffic: its clock shows the present minute.
        ...{ end: name === 'twin' ? end : Date.parse(drill.startsAt), senders: 1, past: false },
        as: (event) => marked(name, event),
        only: speaks,
      });
    });
    const tokens = await liveTokens(server);
    const own = { seed: DEFAULT_SEED, rate: rate(hour.live), end, senders: 2, past: true, only: speaks };
    await Promise.all([tellHour(server, live, { tokens, ...own }), ...hours]);
    later = Date.now();
    await eventually(() => expectBoard(server, realm), 120_000);
    raw = await readRaw(db);
  }, 900_000);
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  describe('live has', () => {
    it('every event that was told to it once, and none else', async () => {
      const { answered, expected, retries } = live;
      expect(live.verdict(), JSON.stringify({ answered, expected, reasons: [...live.reasons] })).not.toBe(
        'wrong',
      );
      const rows = await countRawRows(db);
      expect(rows['all']).toBe(expected.accepted);
      const counts = await measured('live');
      const sum = (outcome: string) =>
        counts.reduce((all, each) => all + (each.outcome === outcome ? each.events : 0), 0);
      if (retries === 0)
        expect({ ...answered }).toEqual({
          accepted: sum('accepted'),
          duplicate: sum('duplicate'),
          rejected: sum('rejected'),
        });
      const accepted = counts.filter(({ outcome, events }) => outcome === 'accepted' && events > 0);
      expect(Object.fromEntries(accepted.map(({ events, type }) => [type, events]))).toEqual(
        Object.fromEntries(Object.entries(TABLES).map(([type, { table }]) => [type, rows[table]])),
      );
      const all = [live, ...Object.values(told)].map(({ expected: { accepted: events } }) => events);
      const events = all.reduce((a, b) => a + b, 0);
      expect(events).toBeGreaterThanOrEqual(hour.atLeast);
    });

    it.each(KINDS)('%s as its raw rows say', (kind) => expectKind(realm, raw, kind, later, end));
    it('its own figures of today', () => expectToday(server, raw));
    it('a second opinion for every kind', () => {
      expect(KINDS.filter((kind) => OPINIONS[kind] === undefined)).toEqual([]);
    });

    it('no row of a drill in any table, and drills have none of its', async () => {
      for (const table of await tablesOf(db, 'live')) {
        const [found] = await db.query<{ rows: number }>(
          `SELECT count(*) AS rows FROM live.${table} AS whole WHERE whole::text ~ $1`,
          [MARKS.source],
          LONG_QUERY,
        );
        expect([table, found?.rows]).toEqual([table, 0]);
      }
      for (const name of NAMES) {
        for (const { table } of Object.values(TABLES)) {
          const [found] = await db.query<{ rows: number; same: number; unmarked: number }>(
            `SELECT count(*) AS rows, count(l.id) AS same, count(*) FILTER (WHERE d::text !~ $1) AS unmarked
             FROM ${realmOf(name)}.${table} d LEFT JOIN live.${table} l USING (source, id, time)`,
            [markOf(name)],
            LONG_QUERY,
          );
          const { rows = 0, same = 0, unmarked = 0 } = found ?? {};
          // Seizures and such are few: of arrivals and readings there are many, and most are those of live.
          if (name !== 'twin') expect([name, table, same, unmarked]).toEqual([name, table, 0, 0]);
          else if (table === 'arrival' || table === 'verdict') {
            expect([table, unmarked]).toEqual([table, 0]);
            expect(same, table).toBeGreaterThan(0.9 * rows);
          }
        }
      }
    });
  });

  it('each drill has what was told to it, once', async () => {
    for (const name of NAMES) {
      const { answered, expected, reasons } = told[name];
      expect(told[name].verdict(), JSON.stringify({ answered, expected, reasons: [...reasons] })).not.toBe(
        'wrong',
      );
      expect((await countRawRows(db, realmOf(name)))['all'], name).toBe(expected.accepted);
    }
    await expectExactCounts(db, realmOf('twin'));
  });

  describe('what live answers names no drill', () => {
    const from = siteDay(end - 3 * DAY);
    const to = () => siteDay(later);

    it.each(ROW_STREAMS)('rows of %s, page and file', async (stream) => {
      // Half a million lines would be written for a minute: of readings, those of one place are taken along.
      const place = stream === 'verdict' ? '&port=ICN-T1&route=traveller' : '';
      const rows = `/api/v1/rows/${stream}?from=${from}&to=${to()}`;
      expect(MARKS.exec(await ask(rows))).toBeNull();
      expect(MARKS.exec(await ask(`${rows}${place}&format=csv`))).toBeNull();
      if (['arrival', 'verdict', 'item', 'station'].includes(stream))
        expect(MARKS.exec(await ask(`${rows}&realm=${realmOf('twin')}`))?.[0]).toBe(markOf('twin'));
    });

    it('totals, feeds, the report of a shift, the board, alarms, tasks', async () => {
      const minute = (at: number) => new Date(Math.floor(at / 60_000) * 60_000).toISOString();
      const shift = `from=${minute(end - 2 * HOUR)}&to=${minute(later)}`;
      const lists = ['/board', '/alarms', '/tasks', '/feeds', '/screens', '/feed-tokens'];
      for (const path of [...lists, `/totals?from=${from}&to=${to()}`, `/handovers/draft?${shift}`])
        expect([path, MARKS.exec(await ask(`/api/v1${path}`))]).toEqual([path, null]);

      const day = siteDay(later);
      const { total } = JSON.parse(await ask(`/api/v1/totals?from=${day}&to=${day}`));
      const cells: any[] = Object.values(todayOf(raw, day));
      for (const figure of FIGURES) {
        const sum = cells.reduce((all, cell) => all + cell[figure], 0);
        expect([figure, total[figure]]).toEqual([figure, Math.round(sum * 1_000) / 1_000]);
      }
    });
  });

  it(
    'drills that are dropped leave live byte for byte as it was, and nothing of their own',
    { timeout: 300_000, meta: { slow: 'every row of live is hashed three times' } },
    async () => {
      const step = async (name: Name) => {
        const { drill, token = '' } = made[name];
        const path = `/api/v1/drills/${drill.id}/step`;
        return (await server.post(path, token, 'application/json', '{"observed":[]}')).body.state;
      };
      for (const name of NAMES) {
        await order(name, 'start');
        expect([name, await step(name)]).toEqual([name, 'go']);
      }
      await server.realms.get('live')?.alarms.stop();
      let before = {};
      await eventually(async () => {
        const last = before;
        before = await hashesOf(db, 'live');
        expect(before).toEqual(last);
      }, 120_000);
      const chunks = await chunksOf(db, 'drill_%');
      expect(chunks.length).toBeGreaterThanOrEqual(NAMES.length);

      for (const name of NAMES) {
        await order(name, 'end');
        await order(name, 'drop');
      }

      expect(await hashesOf(db, 'live')).toEqual(before);
      const [left] = await db.query(
        `SELECT (SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'drill%') AS schemas,
              (SELECT count(*) FROM gwanje.realm WHERE kind = 'drill') AS realms,
              (SELECT count(*) FROM gwanje.feed_token WHERE realm LIKE 'drill%') AS tokens,
              (SELECT count(*) FROM timescaledb_information.hypertables WHERE hypertable_schema LIKE 'drill%') AS hypertables,
              (SELECT count(*) FROM timescaledb_information.jobs
               WHERE hypertable_schema LIKE 'drill%' OR proc_schema LIKE 'drill%') AS jobs,
              (SELECT count(*) FROM pg_class WHERE oid = ANY (SELECT to_regclass(c) FROM unnest($1::text[]) AS c)) AS parts`,
        [`{${chunks.join(',')}}`],
      );
      expect(left).toEqual({ schemas: 0, realms: 0, tokens: 0, hypertables: 0, jobs: 0, parts: 0 });
      expect(await chunksOf(db, 'drill_%')).toEqual([]);
      expect((await server.get('/readyz')).status).toBe(200);
      await expectToday(server, raw);
    },
  );
}

async function tablesOf(db: Database, schema: string): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`,
    [schema],
  );
  return tables.map(({ name }) => name);
}

/** Where rows of hypertables lie. @param like pattern of the hypertables' schema */
async function chunksOf(db: Database, like: string): Promise<string[]> {
  const chunks = await db.query<{ name: string }>(
    `SELECT format('%I.%I', chunk_schema, chunk_name) AS name FROM timescaledb_information.chunks
     WHERE hypertable_schema LIKE $1 ORDER BY 1`,
    [like],
  );
  return chunks.map(({ name }) => name);
}

/** Every table of a schema in a few letters: all rows of it, whatever their order; and its sequences, chunks and code. */
async function hashesOf(db: Database, schema: string): Promise<Record<string, unknown>> {
  const hashes: Record<string, unknown> = {};
  for (const table of await tablesOf(db, schema)) {
    const [hash] = await db.query(
      `SELECT count(*) AS rows, md5(string_agg(row, '' ORDER BY row COLLATE "C")) AS hash
       FROM (SELECT md5(whole::text) AS row FROM ${schema}.${table} AS whole) AS of_each`,
      [],
      LONG_QUERY,
    );
    hashes[table] = hash;
  }
  const sequences = await db.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind = 'S'`,
    [schema],
  );
  for (const { name } of sequences)
    [hashes[name]] = await db.query(`SELECT last_value, is_called FROM ${schema}.${name}`);
  hashes['chunks'] = await chunksOf(db, schema);
  hashes['code'] = await db.query(
    `SELECT (SELECT md5(string_agg(pg_get_functiondef(oid), '' ORDER BY oid)) FROM pg_proc
             WHERE pronamespace = $1::text::regnamespace AND prokind IN ('f', 'p')) AS functions,
            (SELECT md5(string_agg(pg_get_triggerdef(t.oid), '' ORDER BY t.oid)) FROM pg_trigger t
             JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = $1::text::regnamespace) AS triggers,
            (SELECT md5(string_agg(indexdef, '' ORDER BY indexname)) FROM pg_indexes WHERE schemaname = $1::text) AS indexes`,
    [schema],
  );
  return hashes;
}
