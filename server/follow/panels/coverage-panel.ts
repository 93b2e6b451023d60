import { placeKey } from '../../contract/cells.ts';
import type { CoverageCell } from '../../contract/place-cells.ts';
import { daysLater, endOfHour, startOfHour } from '../../contract/days.ts';
import type { Database, RealmDatabase } from '../../db/database.ts';
import { readCoverage, readFirstHours, readHours, type CoverageRow } from '../../db/queries/read-coverage.ts';
import { expectedArrivals, MOST_WEEKS } from '../expected-arrivals.ts';
import type { Panel } from '../panel-follower.ts';
import { openPorts } from '../../contract/site-in-force.ts';

const MINUTE_MS = 60_000;
const WINDOW_MINUTES = 60;

/** What came at the two clock hours that the window touches, in each of the weeks before that are known. */
interface History {
  hour: number;
  /** Server clock when it was read. */
  readAt: number;
  /** By key: the counts of both hours, one pair of each week. */
  weeks: Map<string, [number, number][]>;
}

/** History hardly changes: read again after this long, in milliseconds, or in another hour; kept apart for each realm. */
const HISTORY_MS = 60_000;
const histories = new WeakMap<Database, Map<string, History>>();

/**
 * Blind spots: what came in the last 60 whole minutes at every port and route, of the reference or that spoke, what comes at
 * this hour of the week, and whether the feeds that should tell of it speak.
 */
export const coveragePanel: Panel = {
  name: 'coverage',
  kinds: ['coverage'],
  topics: [],
  everyMs: 2_000,
  read: async (realm, now) => {
    const to = Math.floor(now / MINUTE_MS);
    const from = to - WINDOW_MINUTES;
    const [hour, next] = [startOfHour(from * MINUTE_MS), endOfHour(from * MINUTE_MS)];
    const [rows, history] = await Promise.all([
      readCoverage(realm, from, to, new Date(now).toISOString()),
      historyAt(realm, hour, now),
    ]);
    const places = new Map(rows.map((row) => [placeKey('coverage', row.port, row.route), row]));
    for (const { code, routes } of openPorts()) {
      for (const route of routes) {
        const key = placeKey('coverage', code, route);
        if (!places.has(key)) places.set(key, quiet(code, route));
      }
    }
    const later = (from * MINUTE_MS - hour) / (next - hour);
    return [...places].map(([key, row]): [string, CoverageCell] => [
      key,
      {
        from: new Date(from * MINUTE_MS).toISOString(),
        to: new Date(to * MINUTE_MS).toISOString(),
        arrivals: row.arrivals,
        units: row.units,
        primary: row.primary,
        expected: expectedArrivals(
          (history.weeks.get(key) ?? []).map(([first, second]) => first * (1 - later) + second * later),
        ),
        feed: row.feed ?? 'unknown',
        lastHeardAt: row.lastHeardAt,
      },
    ]);
  },
};

const quiet = (port: string, route: string): CoverageRow => ({
  ...{ port, route, arrivals: 0, units: 0, primary: 0, feed: null, lastHeardAt: null },
});

async function historyAt(realm: RealmDatabase, hour: number, now: number): Promise<History> {
  const ofDatabase = histories.get(realm.db) ?? new Map<string, History>();
  histories.set(realm.db, ofDatabase);
  const kept = ofDatabase.get(realm.schema);
  if (kept?.hour === hour && Math.abs(now - kept.readAt) < HISTORY_MS) return kept;
  const history = { hour, readAt: now, weeks: await readWeeks(realm, hour) };
  ofDatabase.set(realm.schema, history);
  return history;
}

/**
 * A week counts for a place from the first hour in which it had any figure, and where anything was counted anywhere in those
 * hours: when the board itself was away, nothing is known, and that is not zero.
 */
async function readWeeks(realm: RealmDatabase, hour: number): Promise<History['weeks']> {
  const before = (weeks: number) => daysLater(hour, -7 * weeks);
  const starts = Array.from({ length: MOST_WEEKS }, (_, week) => before(week + 1));
  const [rows, firsts] = await Promise.all([
    readHours(
      realm,
      starts.flatMap((start) => [start, endOfHour(start)]),
    ),
    readFirstHours(realm, before(MOST_WEEKS + 1)),
  ]);
  const counted = new Set(rows.map((row) => row.hour));
  const arrivals = new Map(
    rows.map((row) => [`${placeKey('coverage', row.port, row.route)} ${row.hour}`, row.arrivals]),
  );
  const weeks = firsts.map(({ port, route, hour: first }): [string, [number, number][]] => {
    const key = placeKey('coverage', port, route);
    const known = starts.filter(
      (start) => start >= first && (counted.has(start) || counted.has(endOfHour(start))),
    );
    const at = (of: number) => arrivals.get(`${key} ${of}`) ?? 0;
    return [key, known.map((start) => [at(start), at(endOfHour(start))])];
  });
  return new Map(weeks);
}
