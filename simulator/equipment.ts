import type { Station } from '../server/contract/events.ts';
import {
  BODY_SCANNERS,
  DEDICATED_SHARE,
  FAILURES,
  LEAST_SEATS,
  MOST_LANES,
  OFF_CHANNEL_SHARE,
  REASONS,
  SILENT_SHARE,
  TRACE_DETECTORS,
  UNITS_PER_LANE,
} from './data/equipment.ts';
import { PROFILES, type Profile } from './data/profiles.ts';
import { stationsFor } from './data/screening.ts';
import { LANES, type Lane } from './data/volumes.ts';
import { DAY_MS, HOUR_MS, dayNumberOf, startOfDay } from './kst.ts';
import { drawAt, hashOf, pick, subkey } from './random.ts';

/** One station. The same whatever the seed and the rate: chance is drawn under its name. */
export interface Machine {
  name: string;
  kind: Station['kind'];
  lane: Lane;
  key: number;
  dedicated: boolean;
  /** Place among its like at its port and route, from 0, and how many they are. */
  place: number;
  of: number;
}

/** The equipment of one port and route. */
interface Bench {
  ordinary: Machine[];
  dedicated: Machine[];
  readers: Machine[];
  ai: Machine;
  others: Machine[];
}

const BENCHES = benches();
export const MACHINES: readonly Machine[] = [...BENCHES.values()].flatMap((bench) => [
  bench.ai,
  ...bench.ordinary,
  ...bench.dedicated,
  ...bench.readers,
  ...bench.others,
]);

function benches(): Map<string, Bench> {
  const next = new Map<string, number>();
  return new Map(
    LANES.map((lane): [string, Bench] => {
      const { port, route, unitsPerDay } = lane;
      const machine = (kind: Machine['kind'], name: string, place: number, of: number, dedicated = false) => ({
        name, kind, lane, key: hashOf(`station|${name}`), dedicated, place, of,
      }); // prettier-ignore
      // Numbers run on from one route of a port to the next: a station's name is its own at its port.
      const several = (kind: Machine['kind'], letter: string, count: number, dedicated = 0) =>
        Array.from({ length: count }, (_, place) => {
          const number = (next.get(port + letter) ?? 0) + 1;
          next.set(port + letter, number);
          const name = `${port}-${letter}${String(number).padStart(2, '0')}`;
          return machine(kind, name, place, count, place >= count - dedicated);
        });
      const stations = stationsFor(unitsPerDay);
      const share = DEDICATED_SHARE[`${port}|${route}`] ?? 0;
      const screens = several(
        'x-ray',
        'X',
        stations,
        share > 0 ? Math.max(1, Math.round(share * stations)) : 0,
      );
      const isFirst = LANES.find((each) => each.port === port) === lane;
      const bench: Bench = {
        ordinary: screens.filter(({ dedicated }) => !dedicated),
        dedicated: screens.filter(({ dedicated }) => dedicated),
        readers: several('reader', 'R', stations),
        ai: machine('ai', `${port}-AI-${route}`, 0, 1),
        others: [
          ...several('lane', 'L', Math.min(MOST_LANES, Math.ceil(unitsPerDay / UNITS_PER_LANE)), 0),
          ...(isFirst ? several('trace', 'T', TRACE_DETECTORS[port] ?? 0) : []),
          ...(isFirst ? several('body-scanner', 'B', BODY_SCANNERS[port] ?? 0) : []),
        ],
      };
      return [`${port}|${route}`, bench];
    }),
  );
}

function benchOf({ port, route }: Lane): Bench {
  const bench = BENCHES.get(`${port}|${route}`);
  if (!bench) throw new Error(`no equipment at ${port} on ${route}`);
  return bench;
}

/** How a station stands. `silent`: it does not even say so. */
export interface Standing {
  state: Station['state'];
  reason: string | null;
  silent: boolean;
}
const UP: Standing = { state: 'up', reason: null, silent: false };
const CLOSED: Standing = { state: 'closed', reason: null, silent: false };

export function standingAt(machine: Machine, atMs: number): Standing {
  const today = dayNumberOf(atMs);
  for (const day of [today, today - 1]) {
    const failure = failureOn(machine, day);
    if (failure && failure.fromMs <= atMs && atMs < failure.untilMs) return failure;
  }
  return machine.kind === 'reader' && machine.place >= seatsOpen(machine.lane, machine.of, atMs)
    ? CLOSED
    : UP;
}

/** The next instant at which a station's standing may be another. */
export function nextTurnAfter(machine: Machine, atMs: number): number {
  const turns = machine.kind === 'reader' ? [Math.floor(atMs / HOUR_MS + 1) * HOUR_MS] : [];
  const today = dayNumberOf(atMs);
  for (const day of [today - 1, today, today + 1]) {
    const failure = failureOn(machine, day);
    if (failure) turns.push(failure.fromMs, failure.untilMs);
  }
  return Math.min(...turns.filter((turn) => turn > atMs), startOfDay(atMs) + 2 * DAY_MS);
}

/** A station fails at most once in a KST day, and for less than a day. */
function failureOn(machine: Machine, day: number): (Standing & { fromMs: number; untilMs: number }) | null {
  const figures = FAILURES[machine.kind];
  if (!figures || drawAt(machine.key, 8 * day) >= figures.chance) return null;
  const key = subkey(machine.key, 8 * day + 1);
  const fromMs = day * DAY_MS - 9 * HOUR_MS + Math.floor(drawAt(key, 1) * DAY_MS);
  const lengthMs = Math.min(figures.mostMs, -Math.log(1 - drawAt(key, 2)) * figures.meanMs);
  return {
    fromMs,
    untilMs: fromMs + Math.max(60_000, Math.floor(lengthMs)),
    state: drawAt(key, 3) < figures.down ? 'down' : 'degraded',
    reason: pick(REASONS[machine.kind] ?? ['failed'], drawAt(key, 4)),
    silent: machine.kind === 'ai' && drawAt(key, 5) < SILENT_SHARE,
  };
}

const BUSIEST = new Map(
  Object.entries(PROFILES).map(([name, shares]) => [name as Profile, Math.max(...shares)]),
);

/** Seats that are open at an instant: they follow the hours of the route. */
function seatsOpen({ profile }: Lane, seats: number, atMs: number): number {
  const share = PROFILES[profile][Math.floor((atMs - startOfDay(atMs)) / HOUR_MS)] ?? 0;
  const level = share / (BUSIEST.get(profile) ?? share);
  return Math.max(1, Math.ceil(seats * (LEAST_SEATS + (1 - LEAST_SEATS) * level)));
}

/** Whether the AI of a port and route reads at an instant. */
export function aiReads(lane: Lane, atMs: number): boolean {
  return standingAt(benchOf(lane).ai, atMs).state !== 'down';
}

/** The X-ray station at which an item is read; goods of high-risk countries have their own where there are any. */
export function screenFor(lane: Lane, highRisk: boolean, key: number, atMs: number): string {
  const { ordinary, dedicated } = benchOf(lane);
  const own = highRisk && dedicated.length > 0 && drawAt(key, 1) >= OFF_CHANNEL_SHARE;
  return atWork(own ? dedicated : ordinary, own ? dedicated.length : ordinary.length, drawAt(key, 2), atMs);
}

/** The seat of the officer who reads. */
export function seatFor(lane: Lane, key: number, atMs: number): string {
  const { readers } = benchOf(lane);
  return atWork(readers, seatsOpen(lane, readers.length, atMs), drawAt(key, 2), atMs);
}

/** One of the first `open` machines, or where it is down the next; the one drawn where all are. */
function atWork(machines: readonly Machine[], open: number, draw: number, atMs: number): string {
  const first = Math.floor(draw * open);
  for (let step = 0; step < open; step += 1) {
    const machine = machines[(first + step) % open];
    if (machine && standingAt(machine, atMs).state !== 'down') return machine.name;
  }
  return machines[first]?.name ?? '';
}
