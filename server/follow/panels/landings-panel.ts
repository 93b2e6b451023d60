import { NOWHERE, placeKey } from '../../contract/cells.ts';
import { LANDING_ROWS, type LandingRow, type LandingsCell } from '../../contract/intelligence-cells.ts';
import {
  readAttendances,
  readSightings,
  type Attendance,
  type Sighting,
} from '../../db/queries/read-landings.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';
import type { Cells } from '../read-cells.ts';
import { withEmpty } from './with-empty.ts';

const MINUTE_MS = 60_000;
/** Words about one conveyance that lie within this are about one flight: a flight number returns the next day. */
const SAME_FLIGHT_MS = 12 * 60 * MINUTE_MS;
/** A team is missed from this long before the landing on. */
const TEAM_MS = 30 * MINUTE_MS;
/** Who says when and how many: of what has landed the landing, else the airline's list, else the lead. */
const WEIGHT = { lead: 0, listed: 1, landed: 2 } as const satisfies Record<Sighting['by'], number>;

export const landingsPanel: Panel = {
  name: 'landings',
  kinds: ['landings'],
  // Not of stations: their heartbeats would have it read all the time, and a team may wait for the clock.
  topics: ['lead', 'match', 'risk', 'announced', 'arrival'],
  // Flights come within six hours, and land, by the clock.
  everyMs: 5_000,
  drawn: firstOf('rows', LANDING_ROWS),
  read: async (realm, now) => {
    const at = new Date(now).toISOString();
    const [sightings, attendances] = await Promise.all([
      readSightings(realm, at),
      readAttendances(realm, at),
    ]);
    const cells = landingCells(sightings, attendances, now);
    const covers = ({ route }: { route: string }) => route === 'traveller';
    return withEmpty(realm, 'landings', cells, { rows: [], flights: 0, withoutTeam: 0 }, { covers });
  },
};

function landingCells(
  sightings: readonly Sighting[],
  attendances: readonly Attendance[],
  now: number,
): Cells {
  const places = new Map<string, LandingRow[]>();
  for (const flight of flightsOf(sightings)) {
    const row = rowOf(flight, attendances);
    const key = placeKey('landings', row.port, 'traveller');
    const rows = places.get(key);
    if (rows === undefined) places.set(key, [row]);
    else rows.push(row);
  }
  return [...places].map(([key, rows]): Cells[number] => [key, cellOf(rows, now)]);
}

/** Each flight once, however many name it. */
function flightsOf(sightings: readonly Sighting[]): Sighting[][] {
  const byConveyance = new Map<string, Sighting[][]>();
  // Those that know the port first, or one that does not could join two flights.
  const inOrder = [...sightings].sort(
    (a, b) =>
      Number(a.port === null) - Number(b.port === null) ||
      WEIGHT[b.by] - WEIGHT[a.by] ||
      timeOf(a) - timeOf(b) ||
      (a.leadNo ?? '').localeCompare(b.leadNo ?? ''),
  );
  for (const sighting of inOrder) {
    const flights = byConveyance.get(sighting.conveyance) ?? [];
    byConveyance.set(sighting.conveyance, flights);
    const flight = flights.find(([first]) => first !== undefined && isSameFlight(first, sighting));
    if (flight === undefined) flights.push([sighting]);
    else flight.push(sighting);
  }
  return [...byConveyance.values()].flat();
}

/** Of one conveyance. */
function isSameFlight(a: Sighting, b: Sighting): boolean {
  return (a.port === b.port || b.port === null) && Math.abs(timeOf(a) - timeOf(b)) <= SAME_FLIGHT_MS;
}

function rowOf(flight: readonly Sighting[], attendances: readonly Attendance[]): LandingRow {
  const says = <K extends keyof Sighting>(name: K) =>
    flight.map((each) => each[name]).find((value) => value !== null) ?? null;
  const [first] = flight;
  if (first === undefined) throw new Error('a flight that nobody named');
  const { conveyance } = first;
  const port = says('port');
  const landedAt = says('landedAt');
  const attended = attendances.find(
    (each) =>
      each.conveyance === conveyance &&
      each.port === port &&
      Math.abs(Date.parse(each.statedAt) - timeOf(first)) <= SAME_FLIGHT_MS,
  );
  return {
    conveyance,
    port: port ?? NOWHERE,
    origin: says('origin'),
    dueAt: says('dueAt') ?? landedAt ?? '',
    landedAt,
    aboard: says('aboard'),
    inspected: attended?.inspected ?? null,
    // Before the landing a team that has left is no team; after it, it has been there.
    team: attended !== undefined && (landedAt !== null || attended.present) ? attended.station : null,
    leadNo: flight.find(({ by, leadNo }) => by === 'lead' && leadNo !== null)?.leadNo ?? says('leadNo'),
  };
}

function cellOf(rows: LandingRow[], now: number): LandingsCell {
  const due = (row: LandingRow) => Date.parse(row.dueAt);
  rows.sort(
    (a, b) =>
      Number(a.landedAt !== null) - Number(b.landedAt !== null) ||
      (a.landedAt !== null && b.landedAt !== null
        ? Date.parse(b.landedAt) - Date.parse(a.landedAt)
        : due(a) - due(b)) ||
      (a.conveyance < b.conveyance ? -1 : 1),
  );
  const missed = rows.filter(
    (row) => row.team === null && (row.landedAt !== null || due(row) - now <= TEAM_MS),
  );
  return { rows, flights: rows.length, withoutTeam: missed.length };
}

function timeOf({ dueAt, landedAt }: Sighting): number {
  return Date.parse(landedAt ?? dueAt ?? '');
}
