import { makeBed, type Bed } from './parts/bed.ts';
import { startChild, type Child } from './parts/children.ts';
import { copyIn, withCopyFile } from './parts/copy-floor.ts';
import type { Bench, Figure } from './parts/figure.ts';
import type { Collect, Connect } from './parts/screens.ts';
import type { Prepare, Send, Sent } from './parts/sender.ts';
import { median, spread } from './parts/statistics.ts';

const TARGET = 1.3;
const FEW_ROWS = 100_000;
/** History grows by days: 10 million rows are 300 of them, 100,000 are three. */
const ROWS_PER_DAY = 33_334;
const DAY_MS = 86_400_000;
const ROUNDS = 7;
const INGEST_ROWS = 40_000;
const PER_BODY = 2_000;
const TICK_SECONDS = 4;
const TICK_RATE = 2_000;
const SNAPSHOTS = 20;
const COPY_ROWS = 500_000;
/** Numbers of events that are no history's. */
const FRESH = 1_000_000_000;

type Measure = 'ingest' | 'tick' | 'snapshot';
type Costs = Record<Measure, number[]>;

/**
 * What ingest, a tick and a first snapshot cost with much history, against the same with little: two boards side by side,
 * measured by turns, so that the noise of the machine is in both.
 */
export const history: Bench = async ({ rows, say }) => {
  const [sender, screens] = [startChild('sender'), startChild('screens')];
  const beds: Bed[] = [];
  try {
    const few = await makeBed();
    beds.push(few);
    const many = await makeBed();
    beds.push(many);
    await load(few, FEW_ROWS, say);
    await load(many, rows, say);
    const [little, much] = [emptyCosts(), emptyCosts()];
    // The first round warms both up and is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      // Which one comes first changes, so that neither always finds the machine as the other left it.
      const order = [
        { bed: few, costs: little },
        { bed: many, costs: much },
      ];
      if (round % 2 === 1) order.reverse();
      for (const { bed, costs } of order)
        await measure(bed, round === 0 ? emptyCosts() : costs, sender, screens, round);
      say(`history: round ${round} of ${ROUNDS}`);
    }
    const names: Record<Measure, [what: string, unit: string]> = {
      ingest: ['ingest', 'µs an event'],
      tick: ["a tick's reading", 'ms'],
      snapshot: ['connection to first snapshot', 'ms'],
    };
    return (['ingest', 'tick', 'snapshot'] as const).map((each): Figure => {
      const ratios = much[each].map((cost, round) => cost / (little[each][round] ?? NaN));
      const [what, unit] = names[each];
      return {
        bench: 'history',
        what: `${what}, ${rows.toLocaleString('en')} rows of history to ${FEW_ROWS.toLocaleString('en')}`,
        target: `≤ ${TARGET}`,
        measured: median(ratios).toFixed(2),
        detail: `${spread(ratios)}; ${median(little[each]).toFixed(1)} → ${median(much[each]).toFixed(1)} ${unit}`,
        passes: median(ratios) <= TARGET,
      };
    });
  } finally {
    await sender.stop();
    await screens.stop();
    for (const bed of beds) await bed.clear();
  }
};

const emptyCosts = (): Costs => ({ ingest: [], tick: [], snapshot: [] });

/** Verdicts of past days, oldest first, through COPY: triggers count them as any others. */
async function load(bed: Bed, rows: number, say: (text: string) => void): Promise<void> {
  const days = Math.max(1, Math.ceil(rows / ROWS_PER_DAY));
  const stepMs = (days * DAY_MS) / rows;
  // Yesterday is the last of them: today is what is measured.
  const oldest = Date.now() - (days + 1) * DAY_MS;
  for (let from = 0; from < rows; from += COPY_ROWS) {
    const count = Math.min(COPY_ROWS, rows - from);
    const portion = { stream: 'verdict', from, count, startMs: oldest + from * stepMs, stepMs } as const;
    await withCopyFile(portion, (file) => copyIn(bed, 'live', 'verdict', file));
    if (rows > COPY_ROWS)
      say(`history: ${(from + count).toLocaleString('en')} of ${rows.toLocaleString('en')} rows loaded`);
  }
  await bed.sql('ANALYZE');
}

async function measure(bed: Bed, costs: Costs, sender: Child, screens: Child, round: number): Promise<void> {
  const full = await send(bed, sender, FRESH + round * 1_000_000, INGEST_ROWS, null);
  costs.ingest.push((full.elapsedMs * 1000) / INGEST_ROWS);
  const [sum, count] = await tickSeconds(bed);
  await send(bed, sender, FRESH + round * 1_000_000 + 500_000, TICK_RATE * TICK_SECONDS, TICK_RATE);
  const [sumAfter, countAfter] = await tickSeconds(bed);
  costs.tick.push(((sumAfter - sum) * 1000) / (countAfter - count));
  const times: number[] = [];
  for (let each = 0; each < SNAPSHOTS; each++) {
    const connect: Connect = {
      do: 'connect',
      url: bed.url,
      screens: 1,
      acknowledges: false,
      watch: null,
      record: false,
    };
    const began = performance.now();
    await screens.ask(connect);
    times.push(performance.now() - began);
    const collect: Collect = { do: 'collect' };
    await screens.ask(collect);
  }
  costs.snapshot.push(median(times));
}

async function send(
  bed: Bed,
  sender: Child,
  from: number,
  count: number,
  rate: number | null,
): Promise<Sent> {
  const { token, url } = bed;
  const portion = { stream: 'verdict', from, count, startMs: Date.now() - 5_000, stepMs: 0.1 } as const;
  const perBody = rate === null ? PER_BODY : rate / 20;
  const prepare: Prepare = { do: 'prepare', url, token, portion, form: 'batch', perBody };
  await sender.ask(prepare);
  const order: Send = { do: 'send', connections: 4, bodiesPerSecond: rate === null ? null : rate / perBody };
  return await sender.ask<Sent>(order);
}

/** Time spent in ticks so far, and their number. */
async function tickSeconds(bed: Bed): Promise<[seconds: number, ticks: number]> {
  return [
    await bed.metric('gwanje_follower_tick_seconds_sum'),
    await bed.metric('gwanje_follower_tick_seconds_count'),
  ];
}
