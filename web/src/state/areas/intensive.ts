import {
  READING_CLASSES_MS,
  type Readings,
  type ReadingsCell,
} from '../../../../server/contract/screening-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { medianOfClasses } from '../statistics.ts';
import { MAX_OFF_CHANNEL_SHARE, MAX_SHORT_SHARE, MIN_DENOMINATOR } from '../thresholds.ts';

/** Intensive reading of the goods of high-risk countries today: each is looked at for at least seven seconds. */
export interface Intensive extends Readings {
  /** Milliseconds; `null` of nothing, or above the last class. */
  medianMs: number | null;
  /** More than `MAX_SHORT_SHARE` were under seven seconds. */
  hasty: boolean;
  /** First readings of such goods beside the dedicated stations; `null` where no port has such stations. */
  offChannel: number | null;
  /** First readings of such goods at ports that have dedicated stations. */
  firstReadings: number;
  /** Too many of them beside the dedicated stations: any of few, more than `MAX_OFF_CHANNEL_SHARE` of many. */
  strayed: boolean;
}
export interface StationReadings extends Readings {
  port: string;
  station: string;
  hasty: boolean;
}

/** `null`: no data, which is not zero. A cell of another day is zero. */
export function intensiveOf(shown: Shown, covers: Covers): Intensive | null {
  if (shown.asOf === null || cellsOf(shown.cells, 'readings', covers).length === 0) return null;
  const sum: Readings = { read: 0, short: 0, classes: [...READING_CLASSES_MS, Infinity].map(() => 0) };
  let offChannel: number | null = null;
  let firstReadings = 0;
  for (const { value } of ofToday(shown, covers)) {
    sum.read += value.read;
    sum.short += value.short;
    for (const [index, count] of value.classes.entries())
      sum.classes[index] = (sum.classes[index] ?? 0) + count;
    if (value.offChannel === null) continue;
    offChannel = (offChannel ?? 0) + value.offChannel;
    firstReadings += value.firstReadings;
  }
  const medianMs = medianOfClasses(sum.classes, READING_CLASSES_MS);
  const allowed = firstReadings < MIN_DENOMINATOR ? 0 : firstReadings * MAX_OFF_CHANNEL_SHARE;
  const strayed = (offChannel ?? 0) > allowed;
  return { ...sum, medianMs, hasty: isHasty(sum), offChannel, firstReadings, strayed };
}

/** Stations with the largest share under seven seconds, among those that read enough for a share first. */
export function hastyStations(shown: Shown, covers: Covers): StationReadings[] {
  const share = ({ short, read }: Readings) => short / read;
  const judged = ({ read }: Readings) => Number(read >= MIN_DENOMINATOR);
  return ofToday(shown, covers)
    .flatMap(({ port, value }) => value.stations.map((one) => ({ ...one, port, hasty: isHasty(one) })))
    .filter(({ short }) => short > 0)
    .sort((a, b) => judged(b) - judged(a) || share(b) - share(a) || (a.station < b.station ? -1 : 1));
}

function ofToday({ cells, asOf }: Shown, covers: Covers): { port: string; value: ReadingsCell }[] {
  if (asOf === null) return [];
  return cellsOf(cells, 'readings', covers).filter(({ value }) => value.day === siteDay(asOf));
}

function isHasty({ read, short }: Readings): boolean {
  return read >= MIN_DENOMINATOR && short > read * MAX_SHORT_SHARE;
}
