import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteDay } from '../../../server/contract/days.ts';
import { KOREA, portOf } from '../../../simulator/korea.ts';
import { ROUTES } from '../../../server/contract/routes.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrivalRow, correctionRow, insertRows, seizureRow, verdictRow } from '../../support/rows.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const NAMES = [
  'arrivals',
  'units',
  'highRiskUnits',
  'primary',
  'flagged',
  'secondary',
  'upheld',
  'cases',
  'grams',
];
const iso = (at: number) => new Date(at).toISOString();
const query = (path: string, params: Record<string, string>) =>
  `${path}?${new URLSearchParams(params).toString()}`;

onOneEngine('figures over REST', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  /** A KST day in the middle of what the test puts in. */
  const noon = Math.floor((Date.now() - 5 * DAY) / DAY) * DAY;
  const first = noon - 2 * DAY;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    let state = 7;
    const random = (most: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * most);
    };
    const pick = <T>(list: readonly T[]) => list[random(list.length)] as T;
    const time = () => iso(first + random(4 * DAY));
    const ports = ['ICN-T1', 'GMP', 'PUS', 'KRINC'];
    const place = () => ({ port: pick(ports), route: pick(['traveller', 'cargo']) });
    const make = <T>(count: number, one: (n: number) => T) => Array.from({ length: count }, (_, n) => one(n));
    const flights = make(400, () =>
      arrivalRow({ ...place(), time: time(), units: 1 + random(300), risk: pick(['normal', 'high']) }),
    );
    await insertRows(database.db, 'arrival', flights);
    await insertRows(
      database.db,
      'verdict',
      make(400, () =>
        verdictRow({
          ...place(),
          time: time(),
          stage: pick(['primary', 'secondary']),
          result: pick(['clear', 'suspect']),
        }),
      ),
    );
    await insertRows(
      database.db,
      'seizure',
      make(40, (n) =>
        seizureRow({ ...place(), time: time(), case_no: `R-${n}`, grams: random(99_999) / 1000 }),
      ),
    );
    await insertRows(
      database.db,
      'seizure',
      make(10, (n) =>
        seizureRow({
          port: 'ICN-EXP',
          case_no: `Y-${n}`,
          time: iso(noon - 365 * DAY + n * HOUR),
          recorded_at: iso(noon - 365 * DAY + n * HOUR),
          grams: 10,
        }),
      ),
    );
    await insertRows(
      database.db,
      'correction',
      flights
        .slice(0, 40)
        .map((flight, n) =>
          correctionRow(
            flight,
            'arrival',
            n % 4 ? { changes: { units: 5, port: 'CJU' } } : { retracted: true },
          ),
        ),
    );
    server = await startTestServer(database.db);
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200));
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  /** From the raw rows, by the functions for any moment of knowledge: no count is used. */
  async function fromRawRows(
    from: number,
    to: number,
    only: (port: string, route: string) => boolean = () => true,
  ) {
    const rows = await database.db.query<Record<string, number> & { port: string; route: string }>(
      `SELECT port, route, arrivals, units, high_risk_units AS "highRiskUnits", primary_verdicts AS "primary", flagged,
              secondary_verdicts AS secondary, upheld, cases, grams
       FROM live.figures_as_known($1::timestamptz, $2::timestamptz, 'infinity')`,
      [iso(from), iso(to)],
    );
    const sum = Object.fromEntries(NAMES.map((name) => [name, 0]));
    for (const row of rows)
      if (only(row.port, row.route))
        for (const name of NAMES) sum[name] = Math.round(((sum[name] ?? 0) + (row[name] ?? 0)) * 1000) / 1000;
    return sum;
  }

  describe('GET /api/v1/totals', () => {
    const totals = (params: Record<string, string>) => server.get(query('/api/v1/totals', params));

    it('answers for KST days, both included', async () => {
      const [from, to] = [siteDay(noon - DAY), siteDay(noon)];
      const { body, status } = await totals({ from, to });
      expect(status).toBe(200);
      expect(body).toMatchObject({ realm: 'live', scope: 'headquarters', asKnownNow: true, asKnownAt: null });
      expect([body.from, body.to]).toEqual([
        iso(Date.parse(`${from}T00:00:00+09:00`)),
        iso(Date.parse(`${to}T00:00:00+09:00`) + DAY),
      ]);
      expect(body.total).toEqual(await fromRawRows(Date.parse(body.from), Date.parse(body.to)));
      expect(body.total.units).toBeGreaterThan(0);
    });

    it('adds up by route and by port to the total', async () => {
      const { body } = await totals({ from: siteDay(first), to: siteDay(noon) });
      for (const parts of [body.byRoute, body.byPort]) {
        for (const name of NAMES) {
          const sum = Object.values(parts as Record<string, Record<string, number>>).reduce(
            (all, part) => all + (part[name] ?? 0),
            0,
          );
          expect(Math.round(sum * 1000) / 1000, name).toBe(body.total[name]);
        }
      }
      expect(Object.keys(body.byRoute)).toEqual([...ROUTES]);
    });

    it('keeps to its scope', async () => {
      const period = { from: siteDay(first), to: siteDay(noon) };
      const [from, to] = [
        Date.parse(`${period.from}T00:00:00+09:00`),
        Date.parse(`${period.to}T00:00:00+09:00`) + DAY,
      ];
      const scopes: [string, (port: string, route: string) => boolean][] = [
        ['port:GMP', (port) => port === 'GMP'],
        ['route:cargo', (_port, route) => route === 'cargo'],
        ['house:gimhae', (port) => portOf(port)?.office === 'gimhae'],
        ['port:PUS/route:cargo', (port, route) => port === 'PUS' && route === 'cargo'],
      ];
      for (const [scope, only] of scopes) {
        const { body } = await totals({ ...period, scope });
        expect(body.total, scope).toEqual(await fromRawRows(from, to, only));
        expect(body.total.arrivals, scope).toBeGreaterThan(0);
      }
    });

    it('equals the raw rows for any range of whole hours', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: 80 }), fc.integer({ min: 1, max: 90 }), async (start, hours) => {
          const [from, to] = [first + start * HOUR, first + (start + hours) * HOUR];
          const { body, status } = await totals({ from: iso(from), to: iso(to) });
          expect(status).toBe(200);
          expect(body.total).toEqual(await fromRawRows(from, to));
        }),
        { seed: 1, numRuns: 4 },
      );
    });

    it('equals the raw rows for any range of whole minutes', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.nat({ max: 4_000 }),
          fc.integer({ min: 1, max: 4_000 }),
          async (start, minutes) => {
            const [from, to] = [first + start * MINUTE, first + (start + minutes) * MINUTE];
            const { body, status } = await totals({ from: iso(from), to: iso(to) });
            expect(status).toBe(200);
            expect(body.total).toEqual(await fromRawRows(from, to));
          },
        ),
        { seed: 1, numRuns: 4 },
      );
    });

    it('compares with the same dates a year earlier, in percent', async () => {
      const { body } = await totals({ from: siteDay(first), to: siteDay(noon) });
      expect([
        siteDay(Date.parse(body.comparison.from)),
        siteDay(Date.parse(body.comparison.to) - 1),
      ]).toEqual(
        [siteDay(first), siteDay(noon)].map((day) =>
          `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`.replace('-02-29', '-02-28'),
        ),
      );
      const before = await fromRawRows(Date.parse(body.comparison.from), Date.parse(body.comparison.to));
      expect(body.comparison.total).toEqual(before);
      expect(body.comparison.changePercent.cases).toBe(
        Math.round(((body.total.cases - (before['cases'] ?? 0)) / (before['cases'] ?? 0)) * 100),
      );
      const nothing = await totals({ from: '2010-01-01', to: '2010-12-31' });
      expect(nothing.body.comparison.changePercent).toEqual({ cases: null, weight: null });
      expect(nothing.body.total).toMatchObject({ cases: 0, grams: 0 });
    });

    it('answers as the board knew it at a time', async () => {
      const [from, to] = [siteDay(noon - 365 * DAY), siteDay(noon - 364 * DAY)];
      const at = noon - 365 * DAY + 4 * HOUR + 1;
      const { body } = await totals({ from, to, asKnownAt: iso(at) });
      expect(body).toMatchObject({ asKnownNow: false, asKnownAt: iso(at), total: { cases: 5, grams: 50 } });
      const atClose = await totals({ from, to, asKnownAt: siteDay(noon - 364 * DAY) });
      expect(atClose.body.total).toMatchObject({ cases: 10, grams: 100 });
      expect((await totals({ from, to, asKnownAt: '2020-01-01' })).body.total).toMatchObject({
        cases: 0,
        units: 0,
      });
    });

    it.each([
      [{ from: '2026-02-30', to: '2026-03-01' }, '/query/from'],
      [{ from: '2026-01-01', to: 'tomorrow' }, '/query/to'],
      [{ from: '2026-01-02', to: '2026-01-01' }, '/query/to'],
      [{ from: '2026-01-01T00:00:30Z', to: '2026-01-02' }, '/query/from'],
      [{ from: '2026-01-01', to: '2026-01-02T00:00:00.001Z' }, '/query/to'],
      [{ from: '2026-01-01T00:00:00', to: '2026-01-02' }, '/query/from'],
      [{ from: '2026-01-01', to: '2026-01-02', scope: 'port:LAX' }, '/query/scope'],
      [{ from: '2026-01-01', to: '2026-01-02', asKnownAt: 'now' }, '/query/asKnownAt'],
    ])('refuses %j with the path of what is wrong', async (params, path) => {
      const { body, status } = await totals(params);
      expect(status).toBe(422);
      expect(body).toMatchObject({
        status: 422,
        title: 'Unprocessable Entity',
        errors: [{ path, reason: expect.any(String) }],
      });
    });

    it('refuses what is missing, unknown or of another realm', async () => {
      expect(await totals({ from: '2026-01-01' })).toMatchObject({
        status: 400,
        body: { errors: [{ path: expect.stringContaining('/query') }] },
      });
      expect(await totals({ from: '2026-01-01', to: '2026-01-02', colour: 'red' })).toMatchObject({
        status: 400,
      });
      expect(await totals({ from: '2026-01-01', to: '2026-01-02', realm: 'gwanje' })).toMatchObject({
        status: 404,
      });
      expect(await totals({ from: '2026-01-01', to: '2026-01-02', realm: 'live; DROP' })).toMatchObject({
        status: 404,
      });
    });
  });

  describe('GET /api/v1/series', () => {
    const series = (params: Record<string, string>) => server.get(query('/api/v1/series', params));

    it.each(['minute', 'hour', 'day'])('gives figures by %s that add up to the total', async (step) => {
      const { body, status } = await series({ from: siteDay(first), to: siteDay(noon), step });
      expect(status).toBe(200);
      const total = await fromRawRows(
        Date.parse(`${siteDay(first)}T00:00:00+09:00`),
        Date.parse(`${siteDay(noon)}T00:00:00+09:00`) + DAY,
      );
      for (const name of NAMES) {
        const sum = body.points.reduce(
          (all: number, { figures }: { figures: Record<string, number> }) => all + (figures[name] ?? 0),
          0,
        );
        expect(Math.round(sum * 1000) / 1000, name).toBe(total[name]);
      }
      const unit = { minute: MINUTE, hour: HOUR, day: DAY }[step] ?? DAY;
      const offset = step === 'day' ? 9 * HOUR : 0;
      for (const { start } of body.points) expect((Date.parse(start) + offset) % unit).toBe(0);
      const starts = body.points.map(({ start }: { start: string }) => start);
      expect(starts).toEqual(starts.toSorted());
    });

    it('refuses steps that are too fine for the period, and steps that are none', async () => {
      expect(await series({ from: '2026-01-01', to: '2026-12-31', step: 'minute' })).toMatchObject({
        status: 422,
        body: { errors: [{ path: '/query/step' }] },
      });
      expect(await series({ from: '2026-01-01', to: '2026-01-02', step: 'week' })).toMatchObject({
        status: 400,
        body: { errors: [{ path: '/query/step' }] },
      });
    });

    // Of 10:30 to 12:30 by hour neither all of 12:00 to 13:00 nor nothing of 10:30 to 11:00 would be right.
    it.each([
      ['hour', 30, 150],
      ['day', 3 * 60, 11 * 60],
    ])(
      'refuses a period that does not begin and end with a whole %s, or adds up to it',
      async (step, from, to) => {
        const period = [noon + from * MINUTE, noon + to * MINUTE] as const;
        const { body, status } = await series({ from: iso(period[0]), to: iso(period[1]), step });
        if (status === 422) return expect(body.errors[0].path).toBe('/query/from');
        const units = body.points.reduce(
          (all: number, { figures }: { figures: { units: number } }) => all + figures.units,
          0,
        );
        expect(units).toBe((await fromRawRows(...period))['units']);
      },
    );
  });

  describe('GET /api/v1/board', () => {
    it('is the board as screens have it', async () => {
      const { body, status } = await server.get('/api/v1/board');
      const board = server.realms.get('live')?.board;
      expect(status).toBe(200);
      expect(body).toMatchObject({ epoch: board?.epoch, cells: { 'realm|this': { name: 'live' } } });
      expect(body.serverTime - body.confirmedAt).toBeLessThan(5_000);
      const scoped = await server.get(query('/api/v1/board', { scope: 'port:GMP' }));
      const foreign = Object.keys(scoped.body.cells).filter(
        (key) => key.split('|').length > 2 && key.split('|')[1] !== 'GMP',
      );
      expect(foreign).toEqual([]);
    });

    it(
      'says at a time what the raw rows say of the day until then, and of the hour before',
      { meta: { slow: 'the whole board is read at several times' } },
      async () => {
        for (const minutes of [17, 60 * 14 + 59, 60 * 15]) {
          const at = noon + minutes * MINUTE;
          const { body, status } = await server.get(query('/api/v1/board', { at: iso(at) }));
          expect(status).toBe(200);
          const day = Date.parse(`${siteDay(at)}T00:00:00+09:00`);
          const cells = Object.entries(body.cells as Record<string, Record<string, number>>);
          const today = cells.filter(([key]) => key.startsWith('today|')).map(([, cell]) => cell);
          const expected = await fromRawRows(day, at + MINUTE);
          for (const name of NAMES)
            expect(
              Math.round(today.reduce((sum, cell) => sum + (cell[name] ?? 0), 0) * 1000) / 1000,
              name,
            ).toBe(expected[name]);
          const hour = await fromRawRows(at - 59 * MINUTE, at + MINUTE);
          const ring = cells
            .filter(([key]) => key.startsWith('minute|'))
            .map(([, cell]) => cell as unknown as number[]);
          expect(ring.reduce((sum, cell) => sum + (cell[1] ?? 0), 0)).toBe(hour['units']);
          expect(ring.reduce((sum, cell) => sum + (cell[5] ?? 0), 0)).toBe(hour['cases']);
        }
      },
    );

    it('refuses the future, and what is no time', async () => {
      const future = await server.get(query('/api/v1/board', { at: iso(Date.now() + HOUR) }));
      expect(future).toMatchObject({
        status: 422,
        body: { errors: [{ path: '/query/at', reason: 'is in the future' }] },
      });
      for (const at of ['2026-02-30T00:00:00Z', 'noon', '2026-01-01']) {
        expect(await server.get(query('/api/v1/board', { at }))).toMatchObject({
          status: 422,
          body: { errors: [{ path: '/query/at' }] },
        });
      }
    });

    it('refuses a time before the minutes that are kept, also on the hour', async () => {
      const at = Math.floor((Date.now() - 60 * DAY) / HOUR) * HOUR;
      await insertRows(database.db, 'arrival', [
        arrivalRow({ time: iso(at + 5_000), port: 'MWX', units: 3 }),
      ]);
      const { body, status } = await server.get(query('/api/v1/board', { at: iso(at) }));
      const right = status === 422 || body.cells['today|MWX|traveller']?.units === 3;
      expect(right).toBe(true);
    });
  });

  it('GET /api/v1/reference names realms, ports, customs houses and routes', async () => {
    const { body, status } = await server.get('/api/v1/reference');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ownRealm: 'live',
      realms: [{ name: 'live', simulated: false }],
      routes: [...ROUTES],
    });
    expect(body.ports).toEqual(JSON.parse(JSON.stringify(KOREA.file.ports)));
    expect(body.offices).toEqual(KOREA.file.offices);
  });
});
