import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  BoardState,
  CellValue,
  MinuteCell,
  OriginsCell,
  RecordCell,
  TodayCell,
} from '../../server/contract/cells.ts';
import { siteDay } from '../../server/contract/days.ts';
import { openTestDatabase, type Engine, type TestDatabase } from '../support/engines.ts';
import { correction, seizure } from '../support/events.ts';
import { burst, type BurstReport } from '../support/processes.ts';
import {
  countRawRows,
  expectExactCounts,
  FIGURES,
  figuresAt,
  ledgerOfRawRows,
  plain,
  sumOf,
  type Counts,
  type Figures,
  type Ledger,
} from '../support/counts.ts';
import { eventually, TestScreen } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** What is sent at once: most of it by a burst, beside it an operator's COPY, and cases over the year. */
export interface Volume {
  events: number;
  copied: number;
  cases: number;
}

const FAULTS = 'duplicates=0.02,disorder=0.05,late=0.01,skew=0.002,malformed=0.005,corrections=0.004';
const BATCH = 'application/cloudevents-batch+json';

/** Every figure, wherever it is shown, equals the raw rows. */
export function exactness(engine: Engine, { cases, copied, events }: Volume): void {
  let database: TestDatabase;
  let server: TestServer;
  let screen: TestScreen;
  let report: BurstReport;
  let truth: Ledger;
  const day = siteDay(Date.now());

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)));
    screen = new TestScreen(server.url);
    const token = await server.token('burst', { maySetRecordedTime: true });
    // Four senders at once, beside them an operator's COPY, and seizures that are amended, confirmed and retracted.
    [report] = await Promise.all([
      burst(server.url, token, ['--events', String(events), '--senders', '4', '--faults', FAULTS]),
      copyVerdicts(database, copied),
      postSeizures(server, token, cases),
    ]);
    truth = await ledgerOfRawRows(database.db);
  }, 600_000);
  afterAll(async () => {
    screen.close();
    await server.close();
    await database.drop();
  });

  it('has every event that was acknowledged, once', async () => {
    const { answered, expected, retries } = report;
    expect(report).toMatchObject({ complete: true, answered: expected });
    const rows = await countRawRows(database.db);
    expect(rows['all']).toBe(expected.accepted + copied + seizureEvents(cases));
    console.log(`${engine}: ${JSON.stringify({ answered, rows, retries })}`);
  });

  it('in the counts of the database, by minute, hour and site day', async () => {
    await expectExactCounts(database.db);
  });

  it('in the cells of a screen that was there all the time: days, minutes, origins, records', async () => {
    await eventually(() => expect(shownBy(screen.state)).toEqual(wanted(truth, screen.state)), 60_000);
    const shown = shownBy(screen.state);
    // Soon after midnight a day has few figures.
    for (const part of Object.values(shown)) expect(Object.keys(part).length).toBeGreaterThan(0);
  });

  it('in the state of a screen that comes fresh', async () => {
    const fresh = new TestScreen(server.url);
    // Feeds speak of when they were heard; everything else becomes the same to the letter, also what is read once a second.
    await eventually(() => expect(withoutFeeds(fresh.state)).toEqual(withoutFeeds(screen.state)));
    fresh.close();
  });

  it('in REST: board, totals and series', async () => {
    await eventually(async () => {
      const { body: board } = await server.get('/api/v1/board');
      const told = { ...screen.state, cells: new Map<string, CellValue>(Object.entries(board.cells)) };
      expect(withoutFeeds(told)).toEqual(withoutFeeds(screen.state));
    });
    const year = `from=${day.slice(0, 4)}-01-01&to=${day}`;
    const { body: totals } = await server.get(`/api/v1/totals?${year}`);
    const { body: known } = await server.get(`/api/v1/totals?${year}&asKnownAt=${new Date().toISOString()}`);
    const total = sumOf(truth.day, (key) => key.startsWith(day.slice(0, 4)));
    expect(totals.total).toEqual(total);
    expect(known.total).toEqual(total);
    expect(known.byPort).toEqual(totals.byPort);
    for (const step of ['hour', 'day'] as const) {
      const { body: series } = await server.get(`/api/v1/series?${year}&step=${step}`);
      const sum = (name: keyof Figures) =>
        (series.points as { figures: Figures }[]).reduce((so, { figures }) => so + figures[name], 0);
      expect([sum('units'), sum('primary'), sum('cases')], step).toEqual([
        total.units,
        total.primary,
        total.cases,
      ]);
    }
  });
}

type Table = Record<string, unknown>;

/** What a screen shows, under the keys of a ledger; zero left out. */
function shownBy(state: BoardState): Record<'days' | 'minutes' | 'origins' | 'records', Table> {
  const days: [string, number[]][] = [];
  const minutes: [string, number[]][] = [];
  const origins: [string, number[]][] = [];
  const records: [string, number[]][] = [];
  for (const [key, value] of state.cells) {
    const [kind, port, route] = key.split('|');
    const place = `${port} ${route}`;
    if (kind === 'today') {
      const cell = value as TodayCell;
      days.push([`${cell.day} ${place}`, FIGURES.map((name) => cell[name])]);
    } else if (kind === 'minute') {
      const [minute, ...figures] = value as MinuteCell;
      minutes.push([`${new Date(minute * 60_000).toISOString()} ${place}`, figures]);
    } else if (kind === 'origins') {
      const cell = value as OriginsCell;
      for (const [origin, units] of Object.entries(cell.units))
        origins.push([`${cell.day} ${place} ${origin}`, [units]]);
    } else if (kind === 'record') {
      const { days: dates, year } = value as RecordCell;
      for (const [date, ...figures] of dates) {
        const [month, of] = [Math.floor(date / 100), date % 100].map((part) => String(part).padStart(2, '0'));
        records.push([`${year}-${month}-${of} ${place}`, figures]);
      }
    }
  }
  return {
    days: plain(new Map(days)),
    minutes: plain(new Map(minutes)),
    origins: plain(new Map(origins)),
    records: plain(new Map(records)),
  };
}

/** What a screen ought to show of a ledger: its day, the minutes that it holds or that are of the last hour, two years. */
function wanted(truth: Ledger, state: BoardState): ReturnType<typeof shownBy> {
  const day = siteDay(Date.now());
  const held = shownBy(state).minutes;
  const hourAgo = new Date(Date.now() - 59 * 60_000).toISOString();
  const select = (counts: Counts, includes: (key: string) => boolean, names?: readonly (keyof Figures)[]) => {
    const chosen = [...counts].flatMap(([key, figures]) => {
      if (!includes(key)) return [];
      const at = figuresAt(counts, key);
      return [[key, names ? names.map((name) => at[name]) : figures] as const];
    });
    return plain(new Map(chosen));
  };
  return {
    days: select(truth.day, (key) => key.startsWith(day)),
    minutes: select(truth.minute, (key) => key in held || key >= hourAgo, [
      'units',
      'primary',
      'flagged',
      'secondary',
      'cases',
    ]),
    origins: select(truth.origin, (key) => key.startsWith(day)),
    records: select(truth.day, (key) => Number(key.slice(0, 4)) >= Number(day.slice(0, 4)) - 1, [
      'cases',
      'grams',
    ]),
  };
}

function withoutFeeds({ cells }: BoardState): Table {
  return Object.fromEntries(
    [...cells].filter(([key]) => !key.startsWith('feed|')).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function copyVerdicts(database: TestDatabase, copied: number): Promise<void> {
  const start = Date.now() - 5 * 60_000;
  const lines = Array.from({ length: copied }, (_, index) => {
    const time = new Date(start + index * 5).toISOString();
    const stage = index % 30 === 0 ? 'secondary,officer' : 'primary,ai';
    const result = index % 40 === 0 ? 'suspect' : 'clear';
    return `${time},//operator,copied-${index},PTK-EXP,express,XR-9,item-${index},${stage},${result},7000`;
  });
  const columns = 'time, source, id, port, route, station, subject, stage, judged_by, result, scan_ms';
  await database.copy('live.verdict', columns, `${lines.join('\n')}\n`);
}

/** @param cases a multiple of ten */
const seizureEvents = (cases: number) => cases * 2 + cases / 2 + cases / 10;

/** Cases over the year: provisional, then confirmed; every second one amended, every tenth retracted. */
async function postSeizures(server: TestServer, token: string, cases: number): Promise<void> {
  const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const events = Array.from({ length: cases }, (_, index) => {
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
  expect(events.length).toBe(seizureEvents(cases));
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
