import type { BoardView } from '../../../server/alarms/evaluate.ts';
import { cellKey, type CellKinds, type CellValue, type MinuteCell } from '../../../server/contract/cells.ts';
import { siteDay } from '../../../server/contract/days.ts';

export const NOW = Date.parse('2026-11-21T18:00:30Z');
const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const ago = (ms: number) => new Date(NOW - ms).toISOString();
const today = siteDay(NOW);

type Cells = Record<string, CellValue>;

/** Minutes of the last hour at a place, oldest first. */
export function minutes(port: string, route: string, of: (minutesAgo: number) => [number, number]): Cells {
  const last = Math.floor(NOW / MINUTE);
  const cells: Cells = {};
  for (let back = 0; back <= 65; back++) {
    const [units, primary] = of(back);
    const value: MinuteCell = [last - back, units, primary, 0, 0, 0];
    cells[cellKey.minute(port, route, last - back)] = value;
  }
  return cells;
}

const AIRPORT = 'ICN-T1|traveller';
const EXPRESS = 'ICN-EXP|express';

/** An ordinary night: every kind of cell that rules watch is there, and nobody has to do anything. */
export function ordinaryBoard(): Cells {
  const cells: { [K in keyof CellKinds as `${K}|${string}`]?: CellKinds[K] } = {
    [`ai|${EXPRESS}`]: { state: 'up', since: ago(3_000), why: null, silentMs: 12_000, toOfficers: 0 },
    'bulletins|all': { rows: [], drafts: 0, published: 4, digestAt: ago(10 * DAY), headings: [] },
    [`clearance|${EXPRESS}`]: {
      decided: 100,
      dwellP50Seconds: 200,
      dwellP90Seconds: 600,
      unread: 400,
      queued: 20,
      readPerHour: 6_000,
      decidedPerHour: 180,
      flaggedPerHour: 180,
      seatsOpen: 2,
    },
    'couriers|all': {
      ...{ repeat: 2, checks: 7, amountUsd: 45_000, busiest: 4, lastSeenAt: ago(3 * HOUR) },
      rows: [
        { name: '3f9a12c47b', checks: 4, amountUsd: 27_000, lastSeenAt: ago(3 * HOUR) },
        { name: '0c5d88e19a', checks: 3, amountUsd: 18_000, lastSeenAt: ago(4 * HOUR) },
      ],
    },
    [`coverage|${EXPRESS}`]: {
      from: ago(HOUR),
      to: ago(0),
      arrivals: 60,
      units: 6_000,
      primary: 5_900,
      expected: { low: 40, median: 60, high: 80, weeks: 8 },
      feed: 'speaking',
      lastHeardAt: ago(5_000),
    },
    ...minutes('ICN-EXP', 'express', () => [100, 98]),
    'feed|express-xray': feed(60, 30_000),
    'feed|by-hand': feed(null, 9 * DAY),
    'feed|new': { ...feed(60, 0), lastHeardAt: null },
    'gun-parts|all': {
      sets: [{ weapon: 'ar-15', parts: [['barrel', 'ICN-EXP', ago(DAY)]], ports: 2, complete: false }],
    },
    'indicators|all': {
      rows: [
        indicator('exporters-helped', { value: 91, target: 100 }),
        indicator('days-to-clear', { value: 1.09, target: 1, better: 'lower' }),
        indicator('no-target', { value: 1, target: null }),
      ],
    },
    'information|all': {
      listVersion: '2026-47',
      listAt: ago(3 * DAY),
      open: 3,
      matched: 1,
      matchP50Ms: 100,
      matchP95Ms: 400,
      openSteps: 2,
      targets: 1,
      oldestTargetSince: ago(5 * DAY),
      analyses: [['L-5', ago(5 * DAY)]],
    },
    [`investigations|${AIRPORT}`]: { waiting: [], waitingCount: 0, accepted: 9, acceptedP50Seconds: 1_200 },
    [`landings|${AIRPORT}`]: { rows: [landing({ team: 'gate-7' })], flights: 1, withoutTeam: 0 },
    'leads|-|-': { rows: [lead({})], partners: [['TH', 2, 1, 0, ago(HOUR)]] },
    'leaks|all': { day: today, checkedToday: 90, checked: 3_000, leaksToday: 0, leaks: 0, rows: [] },
    'minor-leads|all': {
      open: 5,
      clustered: 3,
      clusters: [['bank-1', 3, 5e8, ago(DAY), false]],
      clusterCount: 1,
    },
    [`offences|${EXPRESS}`]: {
      year: 2026,
      rows: [['illegal-trade', 4, 1e9, 1, ago(5 * DAY)]],
      notified: 0,
      answered: 0,
    },
    'operations|all': {
      rows: [
        {
          name: 'OP-1',
          partner: 'TH',
          from: ago(DAY),
          until: ago(-9 * DAY),
          screened: 9,
          hits: 0,
          hitGrams: 0,
        },
      ],
    },
    [`queue|${EXPRESS}`]: { flagged: 20, again: 0, oldestSince: ago(10 * MINUTE), p95Since: ago(9 * MINUTE) },
    [`readings|${EXPRESS}`]: {
      day: today,
      read: 1_000,
      short: 10,
      classes: [],
      offChannel: 2,
      firstReadings: 1_000,
      stations: [{ station: 'seat-1', read: 200, short: 2, classes: [] }],
    },
    'requests|all': { partners: [['TH', 1, ago(3 * DAY), 1, ago(60 * DAY)]] },
    [`stations|${EXPRESS}`]: {
      kinds: [['x-ray', 9, 0, 0, 1, 1]],
      troubles: [{ station: 'xr-9', kind: 'x-ray', state: 'degraded', since: ago(HOUR), reason: null }],
      inspectionsOverdue: 0,
      inspectionsDue: 1,
      inspectionsKnown: 9,
      testsTaken: 100,
      testsPassed: 90,
    },
    [`weapons|${EXPRESS}`]: {
      day: today,
      firearmsToday: 0,
      firearmsYear: 1,
      nailersToday: 3,
      nailersYear: 900,
      gunPartsToday: 0,
      gunPartsYear: 0,
      rows: [],
    },
  };
  return cells as Cells;
}

function feed(cadenceSeconds: number | null, silentMs: number): CellKinds['feed'] {
  const heard = ago(silentMs);
  const name = cadenceSeconds === null ? 'by-hand' : 'express-xray';
  return {
    name,
    cadenceSeconds,
    lastEventTime: heard,
    lastHeardAt: heard,
    day: today,
    accepted: 9,
    rejected: 0,
  };
}

function indicator(
  name: string,
  change: Partial<CellKinds['indicators']['rows'][number]>,
): CellKinds['indicators']['rows'][number] {
  const said = { ko: null, en: null, unit: '%', period: '2026-Q4', statedAt: ago(DAY), before: null };
  return { name, ...said, value: 0, target: null, better: 'higher', ...change };
}

export function landing(
  change: Partial<CellKinds['landings']['rows'][number]>,
): CellKinds['landings']['rows'][number] {
  return {
    conveyance: 'KE652',
    port: 'ICN-T1',
    origin: 'TH',
    dueAt: ago(-15 * MINUTE),
    landedAt: null,
    aboard: 200,
    inspected: 0,
    team: null,
    leadNo: null,
    ...change,
  };
}

export function lead(
  change: Partial<CellKinds['leads']['rows'][number]>,
): CellKinds['leads']['rows'][number] {
  return {
    leadNo: 'L-1',
    partner: 'TH',
    kind: 'flight',
    status: 'open',
    time: ago(HOUR),
    origin: null,
    conveyance: null,
    matched: null,
    ...change,
  };
}

/** A board on which everything is confirmed, but for what is named. */
export function view(cells: Cells, unconfirmed: readonly string[] = []): BoardView {
  return {
    cells: new Map(Object.entries(cells)),
    confirmed: (kind) => !unconfirmed.includes(kind),
    listened: () => true,
  };
}
