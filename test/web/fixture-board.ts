import {
  cellKey,
  WINDOW_MINUTES,
  type CellValue,
  type FeedCell,
  type LatestCase,
  type MinuteCell,
  type NewsItem,
  type RecordCell,
  type TodayCell,
} from '../../server/contract/cells.ts';
import type { Route } from '../../server/contract/routes.ts';
import { alarmFixtures } from './fixtures/alarm-fixtures.ts';
import { casesFixtures } from './fixtures/cases-fixtures.ts';
import { intelligenceFixtures } from './fixtures/intelligence-fixtures.ts';
import { placesFixtures } from './fixtures/places-fixtures.ts';
import { programmeFixtures } from './fixtures/programme-fixtures.ts';
import { screeningFixtures } from './fixtures/screening-fixtures.ts';

export type Cells = Record<string, CellValue>;
/** Cells of one area on an ordinary or a bad day, at a moment in milliseconds since the Unix epoch. */
export type FixtureCells = (kind: 'normal' | 'abnormal', now: number) => Cells;

const AREAS: FixtureCells[] = [
  screeningFixtures,
  placesFixtures,
  intelligenceFixtures,
  casesFixtures,
  programmeFixtures,
  alarmFixtures,
];

/** Tuesday 10 November 2026, 14:32:07.400 in Seoul. */
export const FIXTURE_NOW = Date.parse('2026-11-10T14:32:07.400+09:00');
/** Ten to midnight of that day: the longest figures. */
export const FIXTURE_EVENING = Date.parse('2026-11-10T23:50:07.400+09:00');
const DAY = '2026-11-10';
const iso = (time: number) => new Date(time).toISOString();
const at = (clock: string) => iso(Date.parse(`${DAY}T${clock}:00+09:00`));

/** Units a day and units in one arrival, roughly those of domain.md. */
const DAILY: Record<string, [units: number, batch: number]> = {
  'ICN-T1|traveller': [45_000, 155],
  'ICN-T2|traveller': [45_000, 155],
  'ICN-CGO|cargo': [3_100, 12],
  'ICN-EXP|express': [310_000, 220],
  'ICN-MAIL|mail': [150_000, 320],
  'SEL-MAIL|mail': [21_000, 90],
  'PTK-EXP|express': [110_000, 400],
  'GMP|traveller': [6_000, 160],
  'PUS|traveller': [14_000, 165],
  'CJU|traveller': [4_200, 150],
  'CJJ|traveller': [2_600, 150],
  'TAE|traveller': [2_000, 150],
  'KRPUS|cargo': [6_800, 40],
  'KRPUS|traveller': [900, 240],
  'KRBNP|cargo': [2_900, 40],
  'KRINC|cargo': [1_900, 30],
  'KRINC|express': [24_000, 300],
  'KRPTK|cargo': [800, 20],
  'KRKAN|cargo': [420, 20],
  'KRUSN|cargo': [310, 20],
};

/** What goes wrong on the abnormal day. */
const BROKEN = { key: 'ICN-MAIL|mail', stoppedMinutesAgo: 28, feed: 'icn-mail-xray' };

const ORIGINS: Record<Route, [country: string, share: number][]> = {
  traveller: [
    ['JP', 0.24],
    ['CN', 0.21],
    ['VN', 0.13],
    ['TH', 0.09],
    ['US', 0.08],
    ['TW', 0.08],
    ['KH', 0.02],
  ],
  express: [
    ['CN', 0.71],
    ['US', 0.12],
    ['JP', 0.08],
    ['VN', 0.03],
    ['TH', 0.01],
    ['DE', 0.02],
  ],
  mail: [
    ['CN', 0.38],
    ['US', 0.2],
    ['JP', 0.14],
    ['TH', 0.05],
    ['DE', 0.06],
    ['KH', 0.01],
  ],
  cargo: [
    ['CN', 0.31],
    ['US', 0.14],
    ['VN', 0.12],
    ['JP', 0.11],
    ['AE', 0.03],
  ],
};

/** A whole board of an ordinary or a bad day. The same seed gives the same board. */
export function fixtureBoard(kind: 'normal' | 'abnormal', now = FIXTURE_NOW, seed = 7): Cells {
  const random = mulberry(seed);
  const cells: Cells = {};
  for (const [key, [daily, batch]] of Object.entries(DAILY)) {
    const [port = '', route = ''] = key.split('|');
    const stopped = kind === 'abnormal' && key === BROKEN.key ? BROKEN.stoppedMinutesAgo : 0;
    addTraffic(cells, { port, route: route as Route, daily, batch, stopped }, now, random);
  }
  addSeizures(cells, random);
  addNews(cells);
  addFeeds(cells, kind, now);
  for (const area of AREAS) Object.assign(cells, area(kind, now));
  cells[cellKey.realm()] = {
    name: 'ordinary-day',
    kind: 'drill',
    ko: '평상시',
    en: 'ordinary day',
    simulated: true,
  };
  return cells;
}

interface Traffic {
  port: string;
  route: Route;
  daily: number;
  batch: number;
  stopped: number;
}

function addTraffic(cells: Cells, traffic: Traffic, now: number, random: () => number): void {
  const { port, route, daily, batch, stopped } = traffic;
  const current = Math.floor(now / 60_000);
  const waiting: number[] = [];
  const perMinute = (daily / 1_440) * 1.15;
  for (let minute = current - WINDOW_MINUTES - 20; minute <= current; minute++) {
    let units = 0;
    for (let left = perMinute / batch; left > 0; left -= 1) {
      if (random() < left) units += Math.round(batch * (0.6 + random() * 0.8));
    }
    if (minute === current) units = Math.round(units * 0.1);
    // Each arrival is read over the eight minutes that follow it.
    waiting.unshift(units);
    const read = waiting.slice(1, 9).reduce((sum, each) => sum + each / 8, 0);
    const primary = current - minute < stopped ? 0 : Math.round(read * (route === 'cargo' ? 0.42 : 0.999));
    const flagged = Math.round(primary * 0.03);
    const cell: MinuteCell = [minute, units, primary, flagged, flagged, 0];
    if (minute > current - 85) cells[cellKey.minute(port, route, minute)] = cell;
  }
  const minutesOfDay = (current + 9 * 60) % 1_440;
  const units = Math.round((daily * minutesOfDay) / 1_440);
  const primary = Math.round(units * (route === 'cargo' ? 0.42 : 0.9971) - stopped * perMinute * 9);
  const today: TodayCell = {
    day: DAY,
    arrivals: Math.ceil(units / batch),
    units,
    highRiskUnits: Math.round(units * 0.04),
    primary,
    flagged: Math.round(primary * 0.0301),
    secondary: Math.round(primary * 0.0299),
    upheld: Math.round(primary * 0.0035),
    cases: { traveller: 1, express: port === 'ICN-EXP' ? 2 : 0, mail: port === 'ICN-MAIL' ? 1 : 0, cargo: 0 }[
      route
    ],
    grams: 0,
  };
  cells[cellKey.today(port, route)] = today;
  const origins = ORIGINS[route].map(([country, share]) => [country, Math.round(units * share)] as const);
  cells[cellKey.origins(port, route)] = { day: DAY, units: Object.fromEntries(origins) };
}

/** Seizures by day: 2025 as published (1,256 cases), 2026 somewhat more, up to the day of the fixture. */
function addSeizures(cells: Cells, random: () => number): void {
  const places: [string, Route, number][] = [
    ['ICN-T1', 'traveller', 0.5],
    ['ICN-EXP', 'express', 0.25],
    ['ICN-MAIL', 'mail', 0.25],
  ];
  for (const [year, perDay] of [
    [2025, 1_256 / 365],
    [2026, 4.1],
  ] as const) {
    for (const [port, route, share] of places) {
      const days: RecordCell['days'] = [];
      const until = year === 2026 ? Date.parse(DAY) : Date.parse('2025-12-31');
      for (let day = Date.parse(`${year}-01-01`); day <= until; day += 86_400_000) {
        const cases = Math.round(perDay * share * (0.2 + random() * 1.6));
        const date = new Date(day);
        const monthDay = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
        if (cases > 0) days.push([monthDay, cases, Math.round(cases * 80 * Math.exp(random() * 3.2))]);
      }
      cells[cellKey.record(port, route, year)] = { year, days };
    }
  }
  const seizure = (caseNo: string, time: string, more: Partial<LatestCase>): LatestCase => ({
    ...{ caseNo, time, knownAt: time, category: 'drug', substance: null, grams: null, amountKrw: null },
    ...{ origin: 'TH', status: 'provisional', amendments: 0 },
    ...more,
  });
  cells[cellKey.latest('ICN-EXP', 'express')] = {
    cases: [seizure('ICE-26-0412', at('14:21'), { substance: 'ketamine', grams: 1_204.5 })],
  };
  cells[cellKey.latest('ICN-T1', 'traveller')] = {
    cases: [
      seizure('ICT-26-1187', at('12:05'), { substance: 'methamphetamine', grams: 310, amendments: 1 }),
      seizure('ICT-26-1181', at('02:10'), { category: 'currency', amountKrw: 43_000_000, origin: 'CN' }),
    ],
  };
  cells[cellKey.latest('ICN-MAIL', 'mail')] = {
    cases: [
      seizure('ICM-26-0690', '2026-11-08T02:48:00Z', {
        substance: 'cannabis',
        grams: 85,
        knownAt: at('09:48'),
      }),
    ],
  };
}

function addNews(cells: Cells): void {
  const none = { origin: null, units: null, risk: null, substance: null, grams: null };
  const arrival = (clock: string, subject: string, origin: string, units: number, risk: 'normal' | 'high') =>
    ({
      ...none,
      kind: 'arrival',
      knownAt: at(clock),
      time: at(clock),
      subject,
      origin,
      units,
      risk,
    }) as NewsItem;
  const seizure: NewsItem = {
    ...none,
    ...{ kind: 'seizure', knownAt: at('14:24'), time: at('14:21'), subject: 'ICE-26-0412' },
    ...{ origin: 'TH', substance: 'ketamine', grams: 1_204.5 },
  };
  const late: NewsItem = {
    ...none,
    ...{ kind: 'disclosed-late', knownAt: at('09:48'), time: '2026-11-08T02:48:00Z', subject: 'ICM-26-0690' },
    ...{ origin: 'US', substance: 'cannabis', grams: 85 },
  };
  cells[cellKey.news('ICN-T2', 'traveller')] = {
    items: [arrival('14:31', 'KE690', 'KH', 231, 'high'), arrival('14:28', 'KE018', 'US', 262, 'normal')],
  };
  cells[cellKey.news('ICN-EXP', 'express')] = { items: [seizure] };
  cells[cellKey.news('ICN-MAIL', 'mail')] = { items: [late] };
}

function addFeeds(cells: Cells, kind: 'normal' | 'abnormal', now: number): void {
  const names = [
    'icn-t1',
    'icn-t2',
    'icn-express',
    'icn-mail',
    BROKEN.feed,
    'sel-mail',
    'ptk-express',
    'gimpo',
  ];
  for (const [index, name] of [...names, 'gimhae', 'jeju', 'busan', 'incheon'].entries()) {
    const broken = kind === 'abnormal' && name === BROKEN.feed;
    const silentSeconds = broken ? 4 * 60 + 12 : index;
    const feed: FeedCell = {
      // The others speak rarely, so that none falls silent while a slow machine looks at the page.
      ...{ name, cadenceSeconds: broken ? 60 : 3_600, day: DAY, accepted: 10_000 + index, rejected: 0 },
      lastEventTime: iso(now - silentSeconds * 1_000),
      lastHeardAt: iso(now - silentSeconds * 1_000),
    };
    cells[cellKey.feed(name)] = feed;
  }
}

/** Small seeded generator (mulberry32): uniform in [0, 1). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
