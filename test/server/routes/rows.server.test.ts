import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  cellKey,
  nationalKey,
  placeKey,
  type CellKind,
  type CellKinds,
} from '../../../server/contract/cells.ts';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { siteDay, startOfDay } from '../../../server/contract/days.ts';
import * as behind from '../../../server/contract/rows-behind.ts';
import { ROW_STREAMS, ROWS, type RowStream } from '../../../server/contract/rows-rest.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import {
  arrival,
  bulletin,
  correction,
  declaration,
  indicator,
  lead,
  seizure,
  station,
  verdict,
} from '../../support/events.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const PLACE = { port: 'ICN-EXP', route: 'express' };
const OTHER = { port: 'PTK-EXP', route: 'express' };

const NOW = Date.now();
const DAY = siteDay(NOW);
/** Of a day that has just begun the last minutes are pressed together: all events are of today. */
const SECOND = Math.min(1_000, (NOW - startOfDay(DAY)) / 400);
const at = (seconds: number) => new Date(NOW - seconds * SECOND).toISOString();

const newestFirst = (times: readonly string[]) => times.toSorted((a, b) => Date.parse(b) - Date.parse(a));

onOneEngine('rows', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let viewer: Person;
  let manager: Person;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    viewer = await signedIn(database.db, ['viewer']);
    manager = await signedIn(database.db, ['duty-manager'], { scopes: ['port:ICN-EXP'] });
    await post(...(await events()));
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  async function post(...all: BorderEvent[]): Promise<void> {
    const token = await server.token('test', { maySetRecordedTime: true });
    const type = 'application/cloudevents-batch+json';
    const { body } = await server.post('/api/v1/events', token, type, JSON.stringify(all));
    expect(body).toMatchObject({ accepted: all.length });
  }
  async function ask(path: string, who: Person | null = viewer, headers: Record<string, string> = {}) {
    return await fetch(server.url + path, {
      headers: { ...(who && { cookie: who.cookie }), ...headers },
    });
  }
  async function rows(stream: RowStream, query: Record<string, string> = {}, who: Person | null = viewer) {
    const response = await ask(`/api/v1/rows/${stream}?${new URLSearchParams(query).toString()}`, who);
    const body: any = await response.json();
    return { status: response.status, ...body };
  }
  /** A cell when it says what it ought to: panels follow within seconds. */
  async function cell<K extends CellKind>(key: string, expected: object): Promise<CellKinds[K]> {
    return await vi.waitFor(
      async () => {
        const answer = await ask('/api/v1/board');
        const { cells } = (await answer.json()) as { cells: Record<string, any> };
        expect(cells[key], key).toMatchObject(expected);
        return cells[key];
      },
      { timeout: 30_000, interval: 200 },
    );
  }
  /** The rows behind a figure come to the figure, counted by the server and by looking at each. */
  async function proves(figure: number, rowsBehind: behind.RowsBehind | null, what: string): Promise<void> {
    const { query, stream } = rowsBehind!;
    const found = await rows(stream, { ...query, limit: '500' });
    expect(found.status, `${what}: ${JSON.stringify(found)}`).toBe(200);
    const { measure } = query;
    const measured = measure === 'rows' ? found.measured.rows : found.measured.sum;
    expect(measured, what).toBeCloseTo(figure, 6);
    const looked = (found.rows as Record<string, number>[]).map((row) =>
      measure === 'rows' ? 1 : (row[measure] ?? (measure === 'quantity' ? 1 : 0)),
    );
    expect(
      looked.reduce((sum, each) => sum + each, 0),
      `${what}, row by row`,
    ).toBeCloseTo(figure, 6);
  }

  async function events(): Promise<BorderEvent[]> {
    const first = arrival({ ...PLACE, units: 40, risk: 'high', origin: 'TH' }, { time: at(300) });
    const read = (subject: string, data: object, seconds: number) =>
      verdict({ ...PLACE, subject, ...data }, { time: at(seconds) });
    const short = read('s1', { origin: 'TH', scanMs: 6_999 }, 240);
    const gone = read('s9', { result: 'suspect' }, 100);
    const weapon = seizure({ ...PLACE, category: 'firearm', item: 'pistol', quantity: 3 }, { time: at(90) });
    const weighed = seizure({ ...PLACE, grams: 100.5 }, { time: at(95) });
    return [
      first,
      arrival({ ...PLACE, units: 10 }, { time: at(290) }),
      arrival({ ...OTHER, units: 7 }, { time: at(280) }),
      // Counted at the other port until it was corrected.
      ...moved(),
      short,
      read('s2', { origin: 'TH', scanMs: 7_000 }, 235),
      read('s3', { result: 'suspect', score: 0.9 }, 230),
      read('s3', { stage: 'secondary', by: 'officer', result: 'confirmed', station: 'SEAT-1' }, 200),
      read('s4', { result: 'suspect' }, 190),
      read('s5', { result: 'confirmed' }, 180),
      read('s5', { stage: 'secondary', by: 'officer', result: 'clear', station: 'SEAT-2' }, 170),
      gone,
      correction(gone, { retracted: true }),
      verdict({ ...OTHER, subject: 'o1', result: 'suspect' }, { time: at(160) }),
      weighed,
      correction(weighed, { changes: { grams: 200.25 } }),
      seizure({ ...PLACE, grams: 1_500, caseNo: 'BIG' }, { time: at(94) }),
      weapon,
      seizure(
        { ...PLACE, category: 'firearm', item: 'powder-actuated-nailer', quantity: 5 },
        { time: at(89) },
      ),
      declaration({ ...PLACE, result: 'nothing', amountUsd: 0 }, { time: at(80) }),
      declaration({ ...PLACE, amountUsd: 10_000 }, { time: at(79) }),
      declaration({ ...PLACE, amountUsd: 10_000.01, courier: 'courier-pseudonym' }, { time: at(78) }),
      declaration(
        { ...PLACE, result: 'undeclared', amountUsd: 20_000, amountKrw: 28_000_000 },
        { time: at(77) },
      ),
      declaration({ ...PLACE, direction: 'in', amountUsd: 50_000 }, { time: at(76) }),
      lead({ leadNo: 'L-A', ...PLACE, kind: 'consignment', conveyance: first.data['conveyance' as never] }),
      lead({ leadNo: 'L-B', ...PLACE, kind: 'consignment', status: 'acknowledged' }),
      lead({ leadNo: 'L-C', ...PLACE, kind: 'consignment', status: 'closed' }),
      lead({ leadNo: 'L-D' }),
      station({ ...PLACE, station: 'XR-1' }, { time: at(60) }),
      station({ ...PLACE, station: 'XR-2', state: 'down', reason: '=cmd()' }, { time: at(59) }),
      station({ ...PLACE, station: 'SEAT-1', kind: 'reader', inspectionDueAt: at(86_400) }, { time: at(58) }),
      verdict({ port: 'ICN-MAIL', route: 'mail', subject: 'm1', batch: 'BAG' }, { time: at(150) }),
      verdict({ port: 'SEL-MAIL', route: 'mail', subject: 'm1', result: 'suspect' }, { time: at(140) }),
      bulletin({ title: 'A ruling' }),
      indicator({ name: 'body-search.found', value: 2, unit: 'persons', period: DAY, ...PLACE }),
    ];
  }
  function moved(): BorderEvent[] {
    const wrong = arrival({ ...OTHER, units: 5, conveyance: 'MOVED' }, { time: at(270) });
    return [wrong, correction(wrong, { changes: { port: PLACE.port, units: 6 } })];
  }

  it('come to the figures of today', async () => {
    const today = await cell<'today'>(cellKey.today(PLACE.port, PLACE.route), {
      ...{ arrivals: 3, units: 56, highRiskUnits: 40, primary: 5, flagged: 3, secondary: 2, upheld: 1 },
      ...{ cases: 2, grams: 1_700.25 },
    });
    const { day, ...figures } = today;
    for (const [field, value] of Object.entries(figures)) {
      await proves(value, behind.rowsOfDay(field as keyof typeof figures, PLACE, day), `today ${field}`);
    }
    const origins = await cell<'origins'>(cellKey.origins(PLACE.port, PLACE.route), { units: { TH: 56 } });
    for (const [origin, units] of Object.entries(origins.units)) {
      await proves(units, behind.rowsOfOrigin(origin, PLACE, day), `units of ${origin}`);
    }
  });

  it('come to the figures of screening', async () => {
    const queue = await cell<'queue'>(placeKey('queue', PLACE.port, PLACE.route), { flagged: 1, again: 1 });
    await proves(queue.flagged, behind.rowsOfQueue('flagged', PLACE), 'flagged');
    await proves(queue.again, behind.rowsOfQueue('again', PLACE), 'again');
    const matrix = await cell<'matrix'>(placeKey('matrix', PLACE.port, PLACE.route), {
      pairs: expect.toSatisfy((pairs: unknown[]) => pairs.length === 4),
    });
    for (const [ai, officer, items] of matrix.pairs) {
      const rowsBehind = behind.rowsOfPair(ai, officer, PLACE, matrix.day);
      if (ai === 'clear' && officer === 'pending') expect(rowsBehind).toBeNull();
      else await proves(items, rowsBehind, `${ai} × ${officer}`);
    }
    const readings = await cell<'readings'>(placeKey('readings', PLACE.port, PLACE.route), {
      read: 2,
      short: 1,
      firstReadings: 2,
    });
    for (const field of ['read', 'short', 'firstReadings'] as const) {
      await proves(readings[field], behind.rowsOfReadings(field, PLACE, readings.day), field);
    }
    const leaks = await cell<'leaks'>(nationalKey('leaks'), { checkedToday: 1, leaksToday: 1 });
    for (const field of ['checkedToday', 'checked', 'leaksToday', 'leaks'] as const) {
      await proves(leaks[field], behind.rowsOfLeaks(field, leaks.day), field);
    }
    const clearance = await cell<'clearance'>(placeKey('clearance', PLACE.port, PLACE.route), {
      queued: 2,
      decidedPerHour: 2,
      flaggedPerHour: 3,
      seatsOpen: 1,
    });
    for (const field of ['queued', 'readPerHour', 'decidedPerHour', 'flaggedPerHour', 'seatsOpen'] as const) {
      await proves(clearance[field]!, behind.rowsOfClearance(field, PLACE, Date.now()), field);
    }
  });

  it('come to the figures of places, cases and leads', async () => {
    const weapons = await cell<'weapons'>(placeKey('weapons', PLACE.port, PLACE.route), {
      firearmsToday: 3,
      nailersToday: 5,
      gunPartsToday: 0,
    });
    const sorts = { firearms: 'firearm', nailers: 'nailer', gunParts: 'gun-part' } as const;
    for (const [name, weapon] of Object.entries(sorts)) {
      for (const [suffix, span] of [
        ['Today', 'today'],
        ['Year', 'year'],
      ] as const) {
        const figure = weapons[`${name}${suffix}` as 'firearmsToday'];
        await proves(figure, behind.rowsOfWeapons(weapon, span, PLACE, weapons.day), `${name}${suffix}`);
      }
    }
    const currency = await cell<'currency'>(placeKey('currency', PLACE.port, PLACE.route), {
      checks: 4,
      declared: 2,
      declaredAbove: 1,
      undeclared: 1,
    });
    const { day, ...sums } = currency;
    for (const [field, value] of Object.entries(sums)) {
      await proves(value, behind.rowsOfCurrency(field as keyof typeof sums, PLACE, day), `currency ${field}`);
    }
    const leads = await cell<'leads'>(placeKey('leads', PLACE.port, PLACE.route), {
      partners: [['TH', 2, 1, 1, expect.any(String)]],
    });
    const [[partner, open, unacknowledged, matched] = ['', 0, 0, 0]] = leads.partners;
    await proves(open, behind.rowsOfLeads('open', PLACE, partner), 'leads');
    await proves(unacknowledged, behind.rowsOfLeads('unacknowledged', PLACE, partner), 'unacknowledged');
    await proves(matched, behind.rowsOfLeads('matched', PLACE, partner), 'matched');
    const nowhere = await rows('lead', { port: '-', route: '-' });
    expect(nowhere.rows).toMatchObject([{ leadNo: 'L-D', port: null }]);
    const stations = await cell<'stations'>(placeKey('stations', PLACE.port, PLACE.route), {
      inspectionsOverdue: 1,
    });
    for (const [kind, ...counts] of stations.kinds) {
      for (const [place, state] of (['up', 'degraded', 'down', 'closed'] as const).entries()) {
        await proves(counts[place]!, behind.rowsOfStations(kind, state, PLACE), `${kind} ${state}`);
      }
    }
    await proves(stations.inspectionsOverdue, behind.rowsOfInspections('overdue', PLACE), 'overdue');
    const coverage = await cell<'coverage'>(placeKey('coverage', PLACE.port, PLACE.route), { arrivals: 3 });
    for (const field of ['arrivals', 'units', 'primary'] as const) {
      await proves(coverage[field], behind.rowsOfCoverage(field, PLACE, coverage), `coverage ${field}`);
    }
    const risk = await cell<'risk'>(placeKey('risk', PLACE.port, PLACE.route), { scored: 2, hold: 1 });
    await proves(risk.scored, behind.rowsOfRisk('scored', PLACE, Date.now()), 'scored');
    await proves(risk.hold, behind.rowsOfRisk('hold', PLACE, Date.now()), 'hold');
    const investigations = await cell<'investigations'>(placeKey('investigations', PLACE.port, PLACE.route), {
      waitingCount: 2,
    });
    await proves(investigations.waitingCount, behind.rowsOfInvestigations(PLACE), 'investigations');
  });

  it('stand as they were corrected, with their first statement', async () => {
    const { rows: arrivals } = await rows('arrival', { ...PLACE, conveyance: 'MOVED' });
    expect(arrivals).toMatchObject([
      { units: 6, port: 'ICN-EXP', corrected: true, first: { units: 5, port: 'PTK-EXP' } },
    ]);
    expect((await rows('arrival', { ...OTHER, conveyance: 'MOVED' })).rows).toEqual([]);
    expect((await rows('verdict', { ...PLACE, subject: 's9' })).rows).toEqual([]);
    const { rows: cases } = await rows('seizure', { ...PLACE, category: 'drug' });
    expect(cases).toMatchObject([
      { caseNo: 'BIG', corrected: false, statements: [{ grams: 1_500 }] },
      { grams: 200.25, corrected: true, amendments: 1, statements: [{ grams: 100.5 }] },
    ]);
    const { rows: corrections } = await rows('correction', PLACE);
    expect(corrections.map(({ of }: { of: string }) => of).sort()).toEqual(['arrival', 'seizure', 'verdict']);
    const { rows: money } = await rows('declaration', { ...PLACE, above: 'true', result: 'declared' });
    expect(money.map(({ courier }: { courier: string }) => courier)).toContain('courie…');
    expect(JSON.stringify(money)).not.toContain('pseudonym');
  });

  it('take every filter that the contract names', async () => {
    const samples: Record<string, string> = {
      origin: 'TH',
      country: 'KR',
      hsHeading: '8542',
      name: 'body-search.found',
      period: DAY,
      partner: 'TH',
      station: 'XR-1',
      subject: 's1',
      batch: 'BAG',
      model: 'm',
      conveyance: 'KE652',
      caseNo: 'BIG',
      leadNo: 'L-A',
      feed: 'test',
    };
    for (const stream of ROW_STREAMS) {
      for (const [name, { schema }] of Object.entries(ROWS[stream].filters) as [string, any][]) {
        const values: string[] =
          schema.enum ?? (schema.type === 'boolean' ? ['true', 'false'] : [samples[name]!]);
        for (const value of values) {
          const { status, ...body } = await rows(stream, { [name]: value, measure: 'rows', limit: '500' });
          expect(status, `${stream} ${name}=${value}: ${JSON.stringify(body)}`).toBe(200);
          expect(body.rows.length, `${stream} ${name}=${value}`).toBe(body.measured.rows);
        }
      }
    }
  });

  it('come in pages that no new row moves', async () => {
    const query = { from: DAY, to: DAY, stage: 'primary', limit: '2' };
    const whole = await rows('verdict', { ...query, limit: '500' });
    const seen: { id: string }[] = [];
    let page = await rows('verdict', query);
    await post(verdict({ ...OTHER, subject: 'new' }));
    for (;;) {
      expect(page.rows.length).toBeLessThanOrEqual(2);
      seen.push(...page.rows);
      if (page.next === null) break;
      page = await rows('verdict', { ...query, after: page.next });
    }
    expect(seen).toEqual(whole.rows);
    const times = seen.map((row: any) => row.time);
    expect(times).toEqual(newestFirst(times));
  });

  it('of one moment are told apart, also across days', async () => {
    const moment = new Date(NOW - 3 * 86_400_000).toISOString();
    await post(
      ...Array.from({ length: 7 }, (_, n) => verdict({ ...OTHER, subject: `same-${n}` }, { time: moment })),
    );
    const query = { from: siteDay(NOW - 5 * 86_400_000), to: DAY, ...OTHER, limit: '3' };
    const whole = await rows('verdict', { ...query, limit: '500', measure: 'rows' });
    expect(whole.rows.length).toBe(whole.measured.rows);
    const ids: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: any = await rows('verdict', after === '' ? query : { ...query, after });
      ids.push(...page.rows.map(({ id }: { id: string }) => id));
      after = page.next;
    }
    expect(ids).toEqual(whole.rows.map(({ id }: { id: string }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are refused with the path of what is wrong', async () => {
    const wrong: [RowStream, Record<string, string>, number, string][] = [
      ['verdict', { from: DAY }, 422, '/query/to'],
      ['verdict', { from: '2026-02-30', to: DAY }, 422, '/query/from'],
      ['verdict', { from: '2026-01-01', to: '2026-11-01' }, 422, '/query/from'],
      ['verdict', { after: 'bm9uc2Vuc2U' }, 422, '/query/after'],
      [
        'verdict',
        { after: Buffer.from('["2026-13-01T00:00:00.000000Z","a","b"]').toString('base64url') },
        422,
        '/query/after',
      ],
      ['verdict', { stage: 'third' }, 400, '/query/stage'],
      ['verdict', { limit: '501' }, 400, '/query/limit'],
      ['verdict', { port: 'NOWHERE' }, 400, '/query/port'],
      ['verdict', { risk: 'high' }, 400, '/query'],
      ['verdict', { measure: 'grams' }, 400, '/query/measure'],
      ['bulletin', { port: 'ICN-EXP' }, 400, '/query'],
    ];
    for (const [stream, query, status, path] of wrong) {
      const answer = await rows(stream, query);
      expect(
        { status: answer.status, path: answer.errors?.[0]?.path },
        JSON.stringify({ query, answer }),
      ).toEqual({
        status,
        path,
      });
    }
  });

  it('are for those who may look, in their scopes', async () => {
    expect((await rows('arrival', PLACE, null)).status).toBe(401);
    expect((await rows('arrival', PLACE, manager)).rows.length).toBe(3);
    const foreign: Record<string, string>[] = [{}, OTHER, { route: 'express' }, { port: '-', route: '-' }];
    for (const query of foreign) {
      const answer = await rows('arrival', query, manager);
      expect(answer).toMatchObject({ status: 403, detail: 'this realm or scope is not among yours' });
    }
    expect((await rows('bulletin', {}, manager)).status).toBe(403);
    expect((await rows('rejection', {}, manager)).status).toBe(403);
    expect((await rows('correction', { port: 'ICN-EXP' }, manager)).rows.length).toBe(3);
    expect((await ask('/api/v1/days?port=PTK-EXP&route=express', manager)).status).toBe(403);
    expect((await rows('arrival', { realm: 'drill' })).status).toBe(404);
  });

  it('say why events were refused, and nothing of what was in them', async () => {
    const token = await server.token('faulty');
    const broken = { ...arrival(), data: { port: 'ICN-T1', secret: 'Hong Gildong' } };
    await server.post(
      '/api/v1/events',
      token,
      'application/cloudevents-batch+json',
      JSON.stringify([broken, broken]),
    );
    const found = await rows('rejection', { feed: 'faulty', measure: 'rows', limit: '1' });
    expect(found.measured.rows).toBeGreaterThanOrEqual(2);
    const rest = await rows('rejection', { feed: 'faulty', after: found.next });
    expect(found.rows.length + rest.rows.length).toBe(found.measured.rows);
    expect(rest.rows[0]).toMatchObject({ source: 'faulty', id: broken.id, reason: expect.any(String) });
    expect(JSON.stringify(rest)).not.toContain('Gildong');
  });

  it('show today beside the days before, by the same time of day', async () => {
    const yesterday = NOW - 86_400_000;
    const port = 'KRPUS';
    const place = { port, route: 'cargo' as const };
    await post(
      arrival({ ...place, units: 1 }, { time: new Date(yesterday - 120_000).toISOString() }),
      arrival({ ...place, units: 2 }, { time: new Date(NOW - 1_000).toISOString() }),
    );
    const later = siteDay(yesterday + 120_000) === siteDay(yesterday);
    if (later)
      await post(arrival({ ...place, units: 4 }, { time: new Date(yesterday + 120_000).toISOString() }));
    const answer = await ask(`/api/v1/days?port=${port}&route=cargo&days=3`);
    const { days } = (await answer.json()) as any;
    expect(days.map(({ day }: { day: string }) => day)).toEqual(
      [0, 1, 2, 3].map((n) => siteDay(NOW - n * 86_400_000)),
    );
    const early = siteDay(yesterday - 120_000) === siteDay(yesterday);
    expect(days[0].byNow.units).toBe(2);
    expect(days[0].whole.units).toBe(2);
    if (early) expect(days[1].byNow.units).toBe(1);
    if (early && later) expect(days[1].whole.units).toBe(5);
    expect(days[3]).toMatchObject({ whole: null, byNow: null });
  });

  it('leave whole, as CSV and as JSON, and the log says so', async () => {
    const query = new URLSearchParams({ ...PLACE, current: 'true' }).toString();
    const csv = await ask(`/api/v1/rows/station?${query}`, viewer, { accept: 'text/csv' });
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
    expect(csv.headers.get('content-disposition')).toMatch(
      /^attachment; filename="gwanje-live-station-ICN-EXP-express-\d{8}\.csv"$/,
    );
    const bytes = new Uint8Array(await csv.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\r\n');
    const shownRows = await rows('station', { ...PLACE, current: 'true' });
    expect(lines.length).toBe(shownRows.rows.length + 1);
    expect(lines[0]!.split(',').slice(0, 3)).toEqual(['time', 'station', 'port']);
    expect(lines.find((line) => line.includes('XR-2'))).toContain(`,'=cmd(),`);

    const json = await ask(`/api/v1/rows/station?${query}&format=json`);
    const file = (await json.json()) as any;
    expect(file.rows).toEqual(shownRows.rows);
    expect(file).toMatchObject({
      realm: 'live',
      stream: 'station',
      port: 'ICN-EXP',
      filters: { current: true },
    });
    const log = await database.db.query(
      `SELECT actor, action, object, detail FROM gwanje.audit WHERE action = 'rows.exported' ORDER BY seq`,
    );
    expect(log).toMatchObject([
      { actor: `account:${viewer.id}`, object: 'rows:live:station', detail: { format: 'csv', rows: 3 } },
      { detail: { format: 'json', rows: 3, ...PLACE, current: true } },
    ]);
    expect(
      (await ask(`/api/v1/rows/station?${new URLSearchParams(OTHER).toString()}&format=csv`, manager)).status,
    ).toBe(403);
  });

  it('leave by the thousands, all of them once and in order', async () => {
    const many = Array.from({ length: 4_500 }, (_, n) =>
      verdict({ port: 'GMP', route: 'traveller', subject: `many-${n}` }, { time: at(n / 100) }),
    );
    for (let n = 0; n < many.length; n += 1_500) await post(...many.slice(n, n + 1_500));
    const query = new URLSearchParams({
      port: 'GMP',
      route: 'traveller',
      from: siteDay(NOW - 86_400_000),
      to: DAY,
    });
    const answer = await ask(`/api/v1/rows/verdict?${query.toString()}&format=json`);
    const { rows: all } = (await answer.json()) as { rows: { subject: string; time: string }[] };
    expect(new Set(all.map(({ subject }) => subject)).size).toBe(4_500);
    expect(all.length).toBe(4_500);
    expect(all.map(({ time }) => time)).toEqual(newestFirst(all.map(({ time }) => time)));
  });
});
