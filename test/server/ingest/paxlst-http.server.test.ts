import fs, { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { interchange, message, traveller } from './paxlst/fixtures.ts';
import { expectExactCounts } from '../../support/counts.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const LISTS = '/api/v1/feeds/paxlst';
const EDIFACT = 'application/edifact';
const MINUTE = 60_000;
const SAMPLE = new URL('../../../../shared/samples/paxlst-two-leg.edi', import.meta.url);
const sample = existsSync(SAMPLE) ? await readFile(SAMPLE, 'latin1') : null;
if (sample === null)
  console.log('../shared/samples/paxlst-two-leg.edi is not there: the public sample list is left out.');

/** `YYMMDDHHMM` in Korean time, as a passenger list says it. */
const local = (at: number) => new Date(at + 9 * 60 * MINUTE).toISOString().replace(/\D/g, '').slice(2, 12);
const people = (count: number, to = 'ICN') =>
  Array.from({ length: count }, (_, n) => traveller('LAX', to, `HANEUL:BYEOL${n}`)).flat();

/** A list of one invented flight from Los Angeles to Incheon. */
function list({
  arrives,
  departs = arrives - 780 * MINUTE,
  count = 3,
  flight = 'OZ202',
  head,
}: {
  arrives: number;
  departs?: number;
  count?: number;
  flight?: string;
  head?: string[];
}): string[] {
  return message({
    ...(head && { head }),
    transport: [
      `TDT+20+${flight}+++${flight.slice(0, 2)}`,
      'LOC+125+LAX',
      `DTM+189:${local(departs)}:201`,
      'LOC+87+ICN',
      `DTM+232:${local(arrives)}:201`,
    ],
    travellers: people(count),
    tail: [`CNT+42:${count}`],
  });
}

onOneEngine('POST /api/v1/feeds/paxlst', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let token: string;
  const said: string[] = [];

  beforeAll(async () => {
    // The logger writes past process.stdout, straight to the file descriptor, now or a moment later.
    const { write, writeSync } = fs;
    const hear = (descriptor: unknown, text: unknown) => descriptor === 1 && said.push(String(text));
    vi.spyOn(fs, 'writeSync').mockImplementation((...args: unknown[]) => {
      hear(args[0], args[1]);
      return (writeSync as (...all: unknown[]) => number)(...args);
    });
    vi.spyOn(fs, 'write').mockImplementation((...args: unknown[]) => {
      hear(args[0], args[1]);
      (write as (...all: unknown[]) => void)(...args);
    });
    database = await openTestDatabase(engine);
    // Everything the server would ever log.
    server = await startTestServer(database.db, { env: { LOG_LEVEL: 'debug' } });
    token = await server.token('apis');
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await server.close();
    await database.drop();
  });
  beforeEach(async () => {
    for (const table of ['announced_arrival', 'arrival'])
      await database.db.query(`DELETE FROM live.${table}`);
    for (const table of ['count_minute', 'count_hour', 'count_day', 'count_origin_day'])
      await database.db.query(`DELETE FROM live.${table}`);
  });

  const post = (...messages: string[][]) => server.post(LISTS, token, EDIFACT, interchange(...messages));
  const announced = () =>
    database.db.query<{ id: string; units: number; time: Date }>(
      'SELECT id, units, time FROM live.announced_arrival ORDER BY time',
    );
  const landed = () =>
    database.db.query<{ id: string; units: number; origin: string; port: string; feed: string }>(
      'SELECT id, units, origin, port, feed FROM live.arrival ORDER BY time',
    );

  it('counts an arrival of the past at once', async () => {
    const { body, status } = await post(list({ arrives: Date.now() - 90 * MINUTE, count: 4 }));
    expect(status).toBe(200);
    expect(body.lists).toMatchObject([
      {
        documentKind: 'passenger',
        travellers: 4,
        legs: [{ flight: 'OZ202', origin: 'LAX', destination: 'ICN' }],
      },
    ]);
    expect(body.arrivals).toMatchObject([
      { port: 'ICN-T2', flight: 'OZ202', origin: 'US', travellers: 4, status: 'accepted' },
    ]);
    expect(await landed()).toMatchObject([{ units: 4, origin: 'US', port: 'ICN-T2', feed: 'apis' }]);
    await expectExactCounts(database.db);
  });

  it('keeps an arrival of the future until it is due, and counts it then, once', async () => {
    const { body } = await post(list({ arrives: Date.now() + 7 * MINUTE, count: 5 }));
    expect(body.arrivals).toMatchObject([{ status: 'announced', travellers: 5 }]);
    expect([await announced(), await landed()]).toMatchObject([[{ units: 5 }], []]);
    // Time is the database's own: instead of waiting for it the arrival is moved.
    await database.db.query("UPDATE live.announced_arrival SET time = now() - interval '1 second'");
    await eventually(async () => expect(await landed()).toMatchObject([{ units: 5, port: 'ICN-T2' }]));
    expect(await announced()).toEqual([]);
    await database.db.query('SELECT live.land_due_arrivals()');
    await expectExactCounts(database.db);
    expect(await database.db.query('SELECT sum(units) AS units FROM live.count_day')).toEqual([{ units: 5 }]);
  });

  it('says of a list that is sent again whether it changed, and takes the newer number', async () => {
    const arrives = Date.now() + 60 * MINUTE;
    expect((await post(list({ arrives, count: 5 }))).body.arrivals[0].status).toBe('announced');
    expect((await post(list({ arrives, count: 5 }))).body.arrivals[0].status).toBe('duplicate');
    expect((await post(list({ arrives, count: 6 }))).body.arrivals[0].status).toBe('changed');
    expect(await announced()).toMatchObject([{ units: 6 }]);
  });

  it('says of a past list that is sent again that it is a duplicate', async () => {
    const past = list({ arrives: Date.now() - 30 * MINUTE });
    expect((await post(past)).body.arrivals[0].status).toBe('accepted');
    expect((await post(past)).body.arrivals[0].status).toBe('duplicate');
    expect(await landed()).toHaveLength(1);
  });

  it('lets a delayed flight land once: a list with a later time replaces the earlier one', async () => {
    const arrives = Math.floor(Date.now() / MINUTE) * MINUTE + 60 * MINUTE;
    // A flight is known by the day it was to depart, which a delay does not change.
    const departs = arrives - 780 * MINUTE;
    await post(list({ arrives, departs, count: 5 }));
    await post(list({ arrives: arrives + 20 * MINUTE, departs, count: 5 }));
    expect((await announced()).map(({ time }) => time.getTime())).toEqual([arrives + 20 * MINUTE]);
  });

  it('takes an interchange that holds the same coming flight twice', async () => {
    const arrives = Date.now() + 60 * MINUTE;
    const { status } = await post(list({ arrives }), list({ arrives }));
    expect(status).toBe(200);
  });

  it('takes several flights of one interchange, past and coming', async () => {
    const { body } = await post(
      list({ arrives: Date.now() - 30 * MINUTE, flight: 'OZ202' }),
      list({ arrives: Date.now() + 60 * MINUTE, flight: 'KE18' }),
      list({ arrives: Date.now() + 90 * MINUTE, flight: 'OZ204' }),
    );
    expect(
      body.arrivals
        .map(({ flight, status }: { flight: string; status: string }) => [flight, status])
        .toSorted(),
    ).toEqual([
      ['KE18', 'announced'],
      ['OZ202', 'accepted'],
      ['OZ204', 'announced'],
    ]);
  });

  it('refuses what is no passenger list, and says where', async () => {
    for (const text of ['', 'hello', interchange(['UNH+1+IFTMIN:D:05B:UN', 'UNT+2+1'])]) {
      const { body, status } = await server.post(LISTS, token, EDIFACT, text);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body).toMatchObject({ status, title: expect.any(String) });
    }
    expect((await server.post(LISTS, 'wrong-token', EDIFACT, interchange(message()))).status).toBe(401);
    expect((await server.post(LISTS, token, 'application/cloudevents+json', '{}')).status).toBe(415);
  });

  it('lets no name, date of birth or document number into its answer, a table or the log', async () => {
    const persons = [
      'ONGEUL',
      'NARAE',
      'HANEUL',
      'BYEOL',
      'DAON',
      'HANBIT',
      'GWANJE TEST DESK',
      '910203',
      '1991-02-03',
      'X00000001',
      'Q0Q0Q0',
      '330101',
      '000 0000',
    ];
    const broken = 'NAD+FL+++ONGEUL:NARAE?';
    const answers = [
      await post(
        message({
          transport: list({ arrives: Date.now() - 20 * MINUTE })
            .filter((each) => /^(TDT|LOC|DTM\+(189|232))/.test(each))
            .slice(0, 5),
        }),
      ),
      await post(list({ arrives: Date.now() + 50 * MINUTE })),
      await server.post(LISTS, token, EDIFACT, broken),
      await server.post(LISTS, token, EDIFACT, interchange(message()).slice(0, -60)),
      await server.post(
        LISTS,
        token,
        EDIFACT,
        interchange(message()).replaceAll('DTM+232:', 'DTM+232:ONGEUL'),
      ),
      await server.post(
        LISTS,
        token,
        EDIFACT,
        interchange(message()).replace('LOC+125+LAX', 'LOC+125+ONGEUL'),
      ),
    ];
    const columns = await database.db.query<{ schema: string; table: string; column: string }>(
      `SELECT c.table_schema AS schema, c.table_name AS table, c.column_name AS column
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema IN ('live', 'gwanje') AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'jsonb')`,
    );
    expect(columns.length).toBeGreaterThan(30);
    const stored: string[] = [];
    for (const { schema, table, column } of columns) {
      const rows = await database.db.query<{ text: string }>(
        `SELECT DISTINCT "${column}"::text AS text FROM "${schema}"."${table}"`,
      );
      stored.push(...rows.map(({ text }) => text));
    }
    expect(stored.some((text) => text?.includes('OZ202'))).toBe(true);
    server.app.log.debug('whatever is logged is read here');
    await eventually(() => expect(said.join('\n')).toContain('whatever is logged is read here'));
    const { body: board } = await server.get('/api/v1/board');
    for (const person of persons) {
      expect(JSON.stringify(answers), 'answers').not.toContain(person);
      expect(
        stored.filter((text) => text?.includes(person)),
        'tables',
      ).toEqual([]);
      expect(JSON.stringify(board), 'the board').not.toContain(person);
      expect(
        said.filter((line) => line.includes(person)),
        'the log',
      ).toEqual([]);
    }
  });

  it.skipIf(sample === null)(
    'reads the public sample list: two legs, two travellers, nobody named (needs ../shared/samples)',
    async () => {
      const { body, status } = await server.post(LISTS, token, EDIFACT, sample ?? '');
      expect(status).toBe(200);
      expect(body.lists).toMatchObject([
        {
          travellers: 2,
          legs: [
            { flight: 'AA123', origin: 'ATL', destination: 'ORD' },
            { flight: 'AA124', origin: 'ORD', destination: 'JFK' },
          ],
        },
      ]);
      // It does not come to Korea.
      expect(body.arrivals).toEqual([]);
      for (const person of ['CLARK', 'MICHAEL', 'CHERYL', 'JOHN SMITH', '720907', 'TYR123'])
        expect(JSON.stringify(body)).not.toContain(person);
    },
  );
});
