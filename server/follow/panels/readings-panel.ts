import { placeKey } from '../../contract/cells.ts';
import { siteDay } from '../../contract/days.ts';
import {
  INTENSIVE_READING_MS,
  READING_CLASSES_MS,
  READING_STATIONS,
  type Readings,
  type ReadingsCell,
} from '../../contract/screening-cells.ts';
import { readReadings, type StationReadings } from '../../db/queries/read-readings.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';

/** Classes below seven seconds. */
const SHORT_CLASSES = READING_CLASSES_MS.indexOf(INTENSIVE_READING_MS) + 1;
/** A share of fewer says little. */
const ENOUGH = 30;

/** Seven seconds, by place and by station: readings of goods of high-risk countries in the site day. */
export const readingsPanel: Panel = {
  name: 'readings',
  kinds: ['readings'],
  // Not of stations: which are dedicated may wait for the clock, their heartbeats would have it read all the time.
  topics: ['reading'],
  everyMs: 5_000,
  drawn: firstOf('stations', READING_STATIONS),
  read: async (realm, now) => {
    const day = siteDay(now);
    const places = new Map<string, StationReadings[]>();
    for (const row of await readReadings(realm, day)) {
      const key = placeKey('readings', row.port, row.route);
      places.set(key, [...(places.get(key) ?? []), row]);
    }
    return [...places].map(([key, rows]) => [key, readingsCell(day, rows)]);
  },
};

function readingsCell(day: string, rows: readonly StationReadings[]): ReadingsCell {
  const first = (of: readonly StationReadings[]) => of.reduce((sum, row) => sum + row.firstReadings, 0);
  return {
    day,
    ...readingsOf(rows),
    firstReadings: first(rows),
    offChannel: rows.some(({ channel }) => channel) ? first(rows.filter((row) => !row.dedicated)) : null,
    stations: rows
      .flatMap((row) => (row.station === null ? [] : [{ station: row.station, ...readingsOf([row]) }]))
      .filter(({ read }) => read > 0)
      .sort(byHaste),
  };
}

function readingsOf(rows: readonly StationReadings[]): Readings {
  const classes = Array.from({ length: READING_CLASSES_MS.length + 1 }, (_, place) =>
    rows.reduce((sum, row) => sum + (row.classes[place] ?? 0), 0),
  );
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return { read: sum(classes), short: sum(classes.slice(0, SHORT_CLASSES)), classes };
}

type OfStation = ReadingsCell['stations'][number];

/** Those with short readings first; of them by share where there are enough readings for one, then by count. */
function byHaste(a: OfStation, b: OfStation): number {
  const some = Number(b.short > 0) - Number(a.short > 0);
  const enough = Number(b.read >= ENOUGH) - Number(a.read >= ENOUGH);
  const haste = a.read >= ENOUGH ? b.short / b.read - a.short / a.read : b.short - a.short;
  return some || enough || haste || b.read - a.read || (a.station < b.station ? -1 : 1);
}
