import { instantOf } from '../../contract/days.ts';
import { countryOfAirport } from './airports.ts';
import { portOfLeg } from './terminal-of-flight.ts';
import type { Leg, PassengerList, Warning } from './types.ts';

/** An arrival that a passenger list tells of. */
export interface ListedArrival {
  /** Unique with `time`: flight, legs, day of departure, part of a split list. */
  id: string;
  port: string;
  flight: string;
  origin: string;
  travellers: number;
  /** Scheduled arrival, ISO 8601 in UTC. */
  time: string;
}

/** Country of an airport that is not in our table: the code that ISO 3166-1 leaves to its users. */
const UNKNOWN_COUNTRY = 'ZZ';

/** Arrivals at Korean ports of entry, and why a list gave none. Pure. */
export function arrivalsOfLists(lists: readonly PassengerList[]): {
  arrivals: ListedArrival[];
  warnings: Warning[];
} {
  const arrivals: ListedArrival[] = [];
  const warnings: Warning[] = [];
  lists.forEach((list, index) => {
    const path = `UNH[${index + 1}]`;
    const warn = (code: string, reason: string) => warnings.push({ code, path, reason });
    if (list.documentKind !== 'passenger') {
      warn('not-passengers', 'is no list of passengers: no arrival');
      return;
    }
    const landings = list.legs.filter((leg) => portOfLeg(leg) !== null);
    if (landings.length === 0) warn('no-korean-port', 'no leg reaches a Korean port of entry: no arrival');
    for (const leg of landings) {
      const travellers = travellersOn(leg, landings, list);
      if (travellers === 0) continue;
      if (leg.arrivalLocal === null) {
        warn('no-arrival-time', `the leg to ${leg.destination} has no time of arrival: no arrival`);
        continue;
      }
      arrivals.push(arrivalOf(leg, list, travellers, warn));
    }
  });
  return { arrivals, warnings };
}

/** Travellers who leave the flight here; a list that says nobody's destination means all of them, at the last port. */
function travellersOn(leg: Leg, landings: readonly Leg[], list: PassengerList): number {
  const named = list.travellersByDestination[leg.destination] ?? 0;
  const leave = landings.reduce(
    (sum, { destination }) => sum + (list.travellersByDestination[destination] ?? 0),
    0,
  );
  if (leave > 0) return named;
  return leg === landings.at(-1) && Object.keys(list.travellersByDestination).length === 0
    ? list.travellers
    : 0;
}

function arrivalOf(
  leg: Leg,
  list: PassengerList,
  travellers: number,
  warn: (code: string, reason: string) => void,
): ListedArrival {
  const from = list.legs[0]?.origin ?? leg.origin;
  const origin = countryOfAirport(from);
  if (origin === null)
    warn('unknown-airport', `${from} is not in the table of airports: origin ${UNKNOWN_COUNTRY}`);
  const flight = leg.flight || 'unknown';
  const local = leg.arrivalLocal ?? '';
  // A flight is named by the day it leaves: one that is delayed past midnight stays the same flight.
  const day = (list.legs[0]?.departureLocal ?? local).slice(0, 10);
  return {
    id: `${flight}/${from}-${leg.destination}/${day}/${list.part}`,
    port: portOfLeg(leg) ?? leg.destination,
    flight,
    origin: origin ?? UNKNOWN_COUNTRY,
    travellers,
    // Times in a passenger list are local at their airport, and it is one of the site.
    time: new Date(instantOf(local)).toISOString(),
  };
}
