import { placeKey } from '../../contract/cells.ts';
import { STATION_ROWS, type StationsCell, type StationTrouble } from '../../contract/place-cells.ts';
import { STATION_KINDS } from '../../contract/events/station.ts';
import { readStations, type StationRow } from '../../db/queries/read-stations.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';

/**
 * State of the equipment, the seats and the readers by port and route. One that said it was up and has not spoken for 24 hours
 * is in no column: nobody knows. What is degraded, down or closed stays so until it says otherwise. After 35 days of silence
 * it is no station any more [E].
 */
export const stationsPanel: Panel = {
  name: 'stations',
  kinds: ['stations'],
  topics: ['station'],
  everyMs: 10_000,
  drawn: firstOf('troubles', STATION_ROWS),
  read: async (realm, now) => {
    const places = new Map<string, StationRow[]>();
    for (const row of await readStations(realm, new Date(now).toISOString())) {
      const key = placeKey('stations', row.port, row.route);
      places.set(key, [...(places.get(key) ?? []), row]);
    }
    return [...places].map(([key, rows]) => [key, stationsCell(rows)]);
  },
};

/** @param rows those that are longest in their state first */
function stationsCell(rows: readonly StationRow[]): StationsCell {
  const sum = (of: (row: StationRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    kinds: STATION_KINDS.filter((kind) => rows.some((row) => row.kind === kind)).map((kind) => {
      const count = (matches: (row: StationRow) => boolean) =>
        rows.filter((row) => row.kind === kind && matches(row)).length;
      return [
        kind,
        count(isUp),
        count(({ state }) => state === 'degraded'),
        count(({ state }) => state === 'down'),
        count(({ state }) => state === 'closed'),
        count((row) => row.dedicated && isUp(row)),
      ];
    }),
    troubles: (['down', 'degraded'] as const).flatMap((state) =>
      rows.filter((row) => row.state === state).map((row) => trouble(row, state)),
    ),
    inspectionsOverdue: sum(({ inspection }) => Number(inspection === 'overdue')),
    inspectionsDue: sum(({ inspection }) => Number(inspection === 'due')),
    inspectionsKnown: sum(({ inspection }) => Number(inspection !== null)),
    testsTaken: sum(({ testsTaken }) => testsTaken),
    testsPassed: sum(({ testsPassed }) => testsPassed),
  };
}

const isUp = ({ spoke, state }: StationRow) => spoke && state === 'up';

function trouble(row: StationRow, state: StationTrouble['state']): StationTrouble {
  return { station: row.station, kind: row.kind, state, since: row.since, reason: row.reason };
}
