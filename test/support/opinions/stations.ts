import { latestBy, type Standing } from '../standing.ts';
import { groupBy } from './plain.ts';

export interface StationNow {
  /** What was stated last. */
  latest: Standing;
  /** Since when it has said so: milliseconds since the Unix epoch. */
  since: number;
}

const keyOf = (row: Standing): string => `${row['port']} ${row['route']} ${row['station']}`;

/** Every station as it stands, of statements in the order of their time. */
export function stationsNow(statements: readonly Standing[]): StationNow[] {
  const groups = groupBy(statements, keyOf);
  return latestBy(statements, keyOf).map((latest) => {
    const own = groups.get(keyOf(latest)) ?? [];
    const other = own.findLastIndex(({ state }) => state !== latest['state']);
    return { latest, since: own[other + 1]?.at ?? latest.at };
  });
}
