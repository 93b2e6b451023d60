import { CONTAINER_SHIPS, FERRIES, WAYBILL_PREFIXES } from './data/consignments.ts';
import { FLIGHTS } from './data/flights.ts';
import { CARGO_AIR, CARGO_SEA, EXPRESS_AIR, EXPRESS_SEA, MAIL } from './data/origins.ts';
import type { Lane } from './data/volumes.ts';
import { drawAt, hashOf, pick, pickWeighted, subkey, type Weighted } from './random.ts';
import { portOf } from './korea.ts';

export interface Named {
  conveyance: string;
  origin: string;
}

/**
 * Every flight of the table in an order that is fixed for its port: a flight lands about the same time every day,
 * whatever the seed.
 */
const SCHEDULE = new Map(
  Object.entries(FLIGHTS).map(([port, table]) => {
    const flights = table.split(';').flatMap((row): Named[] => {
      const [airline = '', origin = '', first = '', count = '', step = ''] = row.trim().split(' ');
      return Array.from({ length: Number(count) }, (_, index) => ({
        conveyance: `${airline}${Number(first) + index * Number(step)}`,
        origin,
      }));
    });
    const place = (flight: Named) => hashOf(`${port}|${flight.conveyance}`);
    return [port, flights.sort((a, b) => place(a) - place(b))] as const;
  }),
);

/** Every flight and ferry of the table with its port. */
export const SCHEDULED: readonly (Named & { port: string })[] = [...SCHEDULE].flatMap(([port, flights]) =>
  flights.map((flight) => ({ port, ...flight })),
);

/** Name and origin of the conveyance that is number `index` of its lane and day. */
export function nameOf(lane: Lane, index: number, key: number): Named {
  if (lane.route === 'traveller') {
    const flights = SCHEDULE.get(lane.port) ?? [];
    return flights[index % flights.length] ?? { conveyance: `${lane.port}-${index}`, origin: 'ZZ' };
  }
  const origin = pickWeighted(originsOf(lane), drawAt(key, 101));
  return { conveyance: goodsName(lane, origin, subkey(key, 102)), origin };
}

function originsOf(lane: Lane): Weighted<string> {
  if (lane.route === 'mail') return MAIL;
  const byAir = portOf(lane.port)?.mode === 'air';
  if (lane.route === 'express') return byAir ? EXPRESS_AIR : EXPRESS_SEA;
  return byAir ? CARGO_AIR : CARGO_SEA;
}

function goodsName(lane: Lane, origin: string, key: number): string {
  const number = subkey(key, 1);
  if (lane.route === 'mail') return `${origin}-KRSEL dispatch ${String(number % 10_000).padStart(4, '0')}`;
  const byAir = portOf(lane.port)?.mode === 'air';
  if (byAir)
    return `${pick(WAYBILL_PREFIXES, drawAt(key, 2))}-${String(number % 100_000_000).padStart(8, '0')}`;
  const ships = lane.route === 'express' ? FERRIES : CONTAINER_SHIPS;
  return `${pick(ships, drawAt(key, 3))} ${String(number % 1_000).padStart(3, '0')}E`;
}
