import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  BoardState,
  MinuteCell,
  OriginsCell,
  RecordCell,
  TodayCell,
} from '../../server/contract/cells.ts';
import { kstDay } from '../../server/contract/kst.ts';
import { readHorizons } from '../../server/db/queries/read-figures.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { correction, seizure } from '../support/events.ts';
import { burst, type BurstReport } from '../support/processes.ts';
import { countsInDatabase, modelOfRaw, type RawFigures, type RawModel } from '../support/raw-model.ts';
import { eventually, TestScreen } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const EVENTS = 200_000;
const COPIED = 50_000;
const FAULTS = 'duplicates=0.02,disorder=0.05,late=0.01,skew=0.002,malformed=0.005,corrections=0.004';
const BATCH = 'application/cloudevents-batch+json';

onEachEngine('every figure equals the raw rows', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let screen: TestScreen;
  let report: BurstReport;
  let model: RawModel;
  const day = kstDay(Date.now());

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)));
    screen = new TestScreen(server.url);
    const token = await server.token('burst', { maySetRecordedTime: true });
    // Four senders at once, beside them an operator's COPY, and seizures that are amended, confirmed and retracted.
    [report] = await Promise.all([
      burst(server.url, token, ['--events', String(EVENTS), '--senders', '4', '--faults', FAULTS]),
      copyVerdicts(database),
      postSeizures(server, token),
    ]);
    model = await modelOfRaw(database.db);
    await eventually(() => {
      expect(minutesOf(screen.state)).toEqual(wantedMinutes(model, screen.state));
      expect(sumOf(screen.state)).toEqual(sumWhere(model, (key) => key.startsWith(`day ${day}|`)));
      expect(originsOf(screen.state)).toEqual(
        Object.fromEntries(
          [...model.origins].filter(([key, units]) => key.startsWith(`origin ${day}`) && units > 0),
        ),
      );
    }, 20_000);
  }, 600_000);
  afterAll(async () => {
    screen.close();
    await server.close();
    await database.drop();
  });

  it('has every event that was acknowledged, once', () => {
    const { accepted } = report.expected;
    expect(report).toMatchObject({ complete: true, answered: report.expected });
    const { arrival, correction: corrections, seizure: seizures, verdict } = model.rows;
    expect(arrival + verdict + seizures + corrections).toBe(accepted + COPIED + SEIZURE_EVENTS);
    console.log(
      `${engine}: ${JSON.stringify({ answered: report.answered, rows: model.rows, retries: report.retries })}`,
    );
  });

  it('in the counts of the database, by minute, hour and KST day', async () => {
    const counts = await countsInDatabase(database.db);
    // Minutes are kept for a time; a late event before that counts in its hour and day.
    const { minute: kept } = await readHorizons({ db: database.db, schema: 'live' });
    const wanted = [...model.counts].filter(
      ([key]) => !key.startsWith('minute ') || Number(key.split(/[ |]/)[1]) * 60_000 >= kept,
    );
    expect(counts.size).toBe(wanted.length);
    for (const [key, figures] of wanted) expect(counts.get(key), key).toEqual(figures);
  });

  it('in the cells of a screen that was there all the time', () => {
    for (const [key, value] of screen.state.cells) {
      const [kind, port, route] = key.split('|');
      const place = `${port}|${route}`;
      if (kind === 'today') {
        const { day: of, ...figures } = value as TodayCell;
        expect(figures, key).toEqual(model.counts.get(`day ${of}|${place}`) ?? zero());
      } else if (kind === 'minute') {
        const [minute, units, primary, flagged, secondary, cases] = value as MinuteCell;
        const truth = model.counts.get(`minute ${minute}|${place}`) ?? zero();
        const { cases: c, flagged: f, primary: p, secondary: s, units: u } = truth;
        expect([units, primary, flagged, secondary, cases], key).toEqual([u, p, f, s, c]);
      } else if (kind === 'record') {
        for (const [date, cases, grams] of (value as RecordCell).days) {
          const of = `${(value as RecordCell).year}-${String(date).padStart(4, '0').replace(/^(..)/, '$1-')}`;
          const truth = model.counts.get(`day ${of}|${place}`) ?? zero();
          expect([cases, grams], `${key} ${of}`).toEqual([truth.cases, truth.grams]);
        }
      }
    }
  });

  it('in the state of a screen that comes fresh', async () => {
    const fresh = new TestScreen(server.url);
    await eventually(() => expect(fresh.state.cells.size).toBe(screen.state.cells.size));
    // Feeds speak of when they were heard; everything else must be the same to the letter.
    expect(withoutFeeds(fresh.state)).toEqual(withoutFeeds(screen.state));
    fresh.close();
  });

  it('in REST: board, totals and series', async () => {
    const { body: board } = await server.get('/api/v1/board');
    expect(withoutFeeds({ ...screen.state, cells: new Map(Object.entries(board.cells)) })).toEqual(
      withoutFeeds(screen.state),
    );
    const { body: totals } = await server.get(`/api/v1/totals?from=2026-01-01&to=${day}`);
    const { body: known } = await server.get(
      `/api/v1/totals?from=2026-01-01&to=${day}&asKnownAt=${new Date().toISOString()}`,
    );
    expect(totals.total).toEqual(sumWhere(model, (key) => key.startsWith('day 20')));
    expect(known.total).toEqual(totals.total);
    expect(known.byPort).toEqual(totals.byPort);
    for (const step of ['hour', 'day'] as const) {
      const { body: series } = await server.get(`/api/v1/series?from=2026-01-01&to=${day}&step=${step}`);
      const sum = (name: keyof RawFigures) =>
        (series.points as { figures: RawFigures }[]).reduce((total, { figures }) => total + figures[name], 0);
      expect([sum('units'), sum('primary'), sum('cases')], step).toEqual([
        totals.total.units,
        totals.total.primary,
        totals.total.cases,
      ]);
    }
  });
});

const zero = (): RawFigures => ({
  arrivals: 0,
  units: 0,
  highRiskUnits: 0,
  primary: 0,
  flagged: 0,
  secondary: 0,
  upheld: 0,
  cases: 0,
  grams: 0,
});

function sumWhere(model: RawModel, includes: (key: string) => boolean): RawFigures {
  const sum = zero();
  for (const [key, figures] of model.counts) {
    if (!includes(key)) continue;
    for (const name of Object.keys(sum) as (keyof RawFigures)[]) sum[name] += figures[name];
  }
  return { ...sum, grams: Math.round(sum.grams * 1000) / 1000 };
}

function sumOf(state: BoardState): RawFigures {
  const sum = zero();
  for (const [key, value] of state.cells) {
    if (!key.startsWith('today|')) continue;
    const cell = value as TodayCell;
    for (const name of Object.keys(sum) as (keyof RawFigures)[]) sum[name] += cell[name];
  }
  return { ...sum, grams: Math.round(sum.grams * 1000) / 1000 };
}

/** Minutes that a screen holds, and what they should be. */
function minutesOf(state: BoardState): Record<string, unknown> {
  const cells = [...state.cells].filter(([key]) => key.startsWith('minute|'));
  return Object.fromEntries(cells.map(([key, value]) => [key, value]));
}

function wantedMinutes(model: RawModel, state: BoardState): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(minutesOf(state)).map(([key, value]) => {
      const [, port, route] = key.split('|');
      const [minute] = value as MinuteCell;
      const { cases, flagged, primary, secondary, units } =
        model.counts.get(`minute ${minute}|${port}|${route}`) ?? zero();
      return [key, [minute, units, primary, flagged, secondary, cases]];
    }),
  );
}

/** Origins that a screen holds, of the days that it holds them for; under the keys of the model. */
function originsOf(state: BoardState): Record<string, number> {
  return Object.fromEntries(
    [...state.cells].flatMap(([key, value]) => {
      if (!key.startsWith('origins|')) return [];
      const { day, units } = value as OriginsCell;
      return Object.entries(units).map(
        ([origin, each]) => [`origin ${day}|${key.slice(8)}|${origin}`, each] as const,
      );
    }),
  );
}

function withoutFeeds({ cells }: BoardState): Record<string, unknown> {
  return Object.fromEntries(
    [...cells].filter(([key]) => !key.startsWith('feed|')).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function copyVerdicts(database: TestDatabase): Promise<void> {
  const start = Date.now() - 5 * 60_000;
  const lines = Array.from({ length: COPIED }, (_, index) => {
    const time = new Date(start + index * 5).toISOString();
    const stage = index % 30 === 0 ? 'secondary,officer' : 'primary,ai';
    const result = index % 40 === 0 ? 'suspect' : 'clear';
    return `${time},//operator,copied-${index},PTK-EXP,express,XR-9,item-${index},${stage},${result},7000`;
  });
  const columns = 'time, source, id, port, route, station, subject, stage, judged_by, result, scan_ms';
  await database.copy('live.verdict', columns, `${lines.join('\n')}\n`);
}

const CASES = 300;
const SEIZURE_EVENTS = CASES * 2 + CASES / 2 + CASES / 10;

/** Cases over the year: provisional, then confirmed; every second one amended, every tenth retracted. */
async function postSeizures(server: TestServer, token: string): Promise<void> {
  const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const events = Array.from({ length: CASES }, (_, index) => {
    const caseNo = `EX-${index}`;
    const first = seizure(
      { caseNo, status: 'provisional', grams: index + 0.5 },
      { time: at(index * 20 + 2) },
    );
    const second = seizure({ caseNo, grams: index + 0.125 }, { time: at(index * 20 + 1) });
    const amended = index % 2 === 0 ? [correction(second, { changes: { grams: index + 0.001 } })] : [];
    const retracted = index % 10 === 0 ? [correction(first, { retracted: true })] : [];
    return [...retracted, second, first, ...amended];
  }).flat();
  expect(events.length).toBe(SEIZURE_EVENTS);
  for (let start = 0; start < events.length; start += 50) {
    const { body, status } = await server.post(
      '/api/v1/events',
      token,
      BATCH,
      JSON.stringify(events.slice(start, start + 50)),
    );
    expect({ status, rejected: body.rejected }).toEqual({ status: 200, rejected: 0 });
  }
}
