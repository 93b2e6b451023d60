import type { Station } from '../server/contract/events.ts';
import {
  AI_SPEAKS_EVERY_MS,
  INSPECTION_DAYS,
  LATE_INSPECTION_DAYS,
  LATE_INSPECTION_SHARE,
  PASS_RATE,
  ROLL_CALL_MS,
  TESTS_PER_DAY,
} from './data/equipment.ts';
import { MODEL } from './data/screening.ts';
import { MACHINES, nextTurnAfter, standingAt, type Machine } from './equipment.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { DAY_MS, dayOf, iso } from './kst.ts';
import type { Queue } from './queue.ts';
import { drawAt } from './random.ts';
import type { Step } from './steps.ts';
import type { Stream } from './streams.ts';

/** The stations from an instant on: each speaks when its standing changes and in its turn of the roll-call. */
export function rollCalls(stream: Stream, fromMs: number): Step[] {
  return MACHINES.map((machine) => new RollCall(machine, stream.tag, nextWordAfter(machine, fromMs - 1)));
}

/** How the stations stand at an instant: their last words, and those with which a trouble that lasts began. */
export function lastWords(stream: Stream, atMs: number): Due[] {
  return MACHINES.flatMap((machine) => {
    const everyMs = intervalOf(machine);
    const lastMs = nextCallAfter(machine, atMs - everyMs);
    const begunMs = troubleSince(machine, atMs);
    const times = begunMs === null || begunMs >= lastMs ? [lastMs] : [begunMs, lastMs];
    return times.flatMap((time) => wordAt(machine, stream.tag, time) ?? []);
  });
}

class RollCall implements Step {
  dueAtMs: number;
  readonly id: string;
  readonly #machine: Machine;
  readonly #tag: string;

  constructor(machine: Machine, tag: string, dueAtMs: number) {
    this.#machine = machine;
    this.#tag = tag;
    this.dueAtMs = dueAtMs;
    this.id = machine.name;
  }

  run(queue: Queue<Step>): Due | undefined {
    const atMs = this.dueAtMs;
    this.dueAtMs = nextWordAfter(this.#machine, atMs);
    queue.push(this);
    return wordAt(this.#machine, this.#tag, atMs);
  }
}

function intervalOf({ kind }: Machine): number {
  return kind === 'ai' ? AI_SPEAKS_EVERY_MS : ROLL_CALL_MS;
}

/** Turns are spread evenly over the interval, each station at its own time of it. */
function nextCallAfter(machine: Machine, atMs: number): number {
  const everyMs = intervalOf(machine);
  const phase = Math.floor(drawAt(machine.key, 1) * everyMs);
  return (Math.floor((atMs - phase) / everyMs) + 1) * everyMs + phase;
}

function nextWordAfter(machine: Machine, atMs: number): number {
  const callMs = nextCallAfter(machine, atMs);
  for (let turn = nextTurnAfter(machine, atMs); turn < callMs; turn = nextTurnAfter(machine, turn)) {
    if (standingAt(machine, turn).state !== standingAt(machine, turn - 1).state) return turn;
  }
  return callMs;
}

/** Since when a station has been down or degraded; `null` when it is neither. */
function troubleSince(machine: Machine, atMs: number): number | null {
  const { state } = standingAt(machine, atMs);
  if (state !== 'down' && state !== 'degraded') return null;
  let since = atMs;
  for (
    let turn = nextTurnAfter(machine, atMs - 2 * DAY_MS);
    turn <= atMs;
    turn = nextTurnAfter(machine, turn)
  ) {
    if (standingAt(machine, turn - 1).state !== state) since = turn;
  }
  return since;
}

function wordAt(machine: Machine, tag: string, atMs: number): Due | undefined {
  const { name, kind, dedicated, lane } = machine;
  const { state, reason, silent } = standingAt(machine, atMs);
  if (silent) return undefined;
  const data: Station = {
    station: name,
    port: lane.port,
    route: lane.route,
    kind,
    state,
    ...(reason === null ? {} : { reason }),
    ...(dedicated ? { dedicated } : {}),
    ...(kind === 'ai' ? { model: MODEL } : {}),
    ...(kind === 'reader' ? testsOf(machine, atMs) : {}),
    ...(kind === 'x-ray' || kind === 'trace' || kind === 'body-scanner' ? inspectionOf(machine, atMs) : {}),
  };
  const id = `${name}@${atMs.toString(36)}${tag}`;
  return statement('border.station.v1', sourceOf('equipment', lane.port), id, atMs, data);
}

/** Of the calendar month: a few images a day, and those of them that this seat finds. */
function testsOf({ key }: Machine, atMs: number) {
  const dayOfMonth = Number(dayOf(atMs).slice(8));
  const testsTaken = TESTS_PER_DAY * dayOfMonth;
  // The mean of two draws: most readers are near the middle.
  const skill = (drawAt(key, 21) + drawAt(key, 22)) / 2;
  const rate = PASS_RATE.least + (PASS_RATE.most - PASS_RATE.least) * skill;
  return { testsTaken, testsPassed: Math.round(testsTaken * rate) };
}

/** The last inspection and the next. Most are done in the days before they are due, some late. */
function inspectionOf({ key }: Machine, atMs: number) {
  const everyMs = INSPECTION_DAYS * DAY_MS;
  const phase = Math.floor(drawAt(key, 31) * INSPECTION_DAYS) * DAY_MS;
  const doneAt = (round: number) => {
    const late = drawAt(key, 10_000 + 2 * round) < LATE_INSPECTION_SHARE;
    const draw = drawAt(key, 10_001 + 2 * round);
    return (
      phase + round * everyMs + Math.floor((late ? draw * LATE_INSPECTION_DAYS : -1 - 6 * draw) * DAY_MS)
    );
  };
  let round = Math.floor((atMs - phase) / everyMs) + 1;
  while (doneAt(round) > atMs) round -= 1;
  return { inspectedAt: iso(doneAt(round)), inspectionDueAt: iso(phase + (round + 1) * everyMs) };
}
