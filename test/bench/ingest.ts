import { makeBed, type Bed } from './parts/bed.ts';
import { startChild, type Child } from './parts/children.ts';
import { copyIn, floorSchema, makeFloorTable, withCopyFile, type Floor } from './parts/copy-floor.ts';
import type { Bench, Figure } from './parts/figure.ts';
import type { Prepare, Send, Sent } from './parts/sender.ts';
import { untilQuiet } from './parts/quiet.ts';
import { median, spread } from './parts/statistics.ts';
import type { Portion, Stream } from './parts/workload.ts';

const TARGET = 0.4;
const ROWS = 100_000;
const ROUNDS = 5;
const MOST_WAIT_MS = 15_000;
const CONNECTIONS = 4;
/** As if they came at 10,000 a second until now: the minutes and ports that a busy board touches. */
const STEP_MS = 0.1;

interface Way {
  stream: Stream;
  form: 'stream' | 'batch';
  /** Events in a request. A stream is a connection that goes on; each sender has one. */
  perBody: number;
  oneRepeatedIn?: number;
}
const WAYS: readonly Way[] = [
  { stream: 'verdict', form: 'stream', perBody: ROWS / CONNECTIONS },
  { stream: 'verdict', form: 'batch', perBody: 2_000 },
  { stream: 'arrival', form: 'batch', perBody: 2_000 },
];
const REPEATING: Way = { stream: 'verdict', form: 'batch', perBody: 2_000, oneRepeatedIn: 100 };

const FLOORS: readonly Floor[] = ['same', 'bare'];

/** From the API to committed and counted, against `\copy` of the same rows into tables that count nothing. */
export const ingest: Bench = async ({ say }) => [
  ...(await compare(WAYS, say)),
  // On a board of its own: a server that has met a known event is wary of more for a while.
  ...(await compare([REPEATING], say)),
];

async function compare(ways: readonly Way[], say: (text: string) => void): Promise<Figure[]> {
  const bed = await makeBed();
  const sender = startChild('sender');
  const accepted = { verdict: 0, arrival: 0 };
  const measured = ways.map((way) => ({
    way,
    api: [] as number[],
    copy: { same: [] as number[], bare: [] as number[] },
    quiet: 0,
  }));
  let from = 0;
  try {
    for (const stream of ['verdict', 'arrival'] as const)
      for (const floor of FLOORS) await makeFloorTable(bed, floor, stream);
    // The first round warms both sides up and is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const each of measured) {
        const { stream } = each.way;
        const quiet = await untilQuiet(round === 0 ? 0 : MOST_WAIT_MS);
        const sent = await overApi(bed, sender, each.way, portionOf(stream, (from += ROWS)));
        accepted[stream] += sent.accepted;
        const portion = portionOf(stream, (from += ROWS));
        const copiedMs = await withCopyFile(portion, async (file) => ({
          same: await copyIn(bed, floorSchema('same'), stream, file),
          bare: await copyIn(bed, floorSchema('bare'), stream, file),
        }));
        if (round === 0) continue;
        each.api.push((ROWS * 1000) / sent.elapsedMs);
        for (const floor of FLOORS) each.copy[floor].push((ROWS * 1000) / copiedMs[floor]);
        each.quiet += Number(quiet);
      }
      say(`ingest: round ${round} of ${ROUNDS}`);
    }
    await mustBeCounted(bed, 'primary_verdicts + secondary_verdicts', accepted.verdict);
    await mustBeCounted(bed, 'arrivals', accepted.arrival);
  } finally {
    await sender.stop();
    await bed.clear();
  }
  return measured.map(({ api, copy, quiet, way }) => figureOf(way, api, copy, quiet));
}

function portionOf(stream: Stream, from: number): Portion {
  return { stream, from, count: ROWS, startMs: Date.now() - ROWS * STEP_MS, stepMs: STEP_MS };
}

/** From the first request to the last answer, which comes after the commit. */
async function overApi(
  bed: Bed,
  sender: Child,
  { form, oneRepeatedIn, perBody }: Way,
  plain: Portion,
): Promise<Sent> {
  const { token, url } = bed;
  const portion = oneRepeatedIn === undefined ? plain : { ...plain, oneRepeatedIn };
  const prepare: Prepare = { do: 'prepare', url, token, portion, form, perBody };
  await sender.ask(prepare);
  const send: Send = { do: 'send', connections: CONNECTIONS, bodiesPerSecond: null };
  const sent = await sender.ask<Sent>(send);
  const fresh = oneRepeatedIn === undefined ? ROWS : ROWS - ROWS / oneRepeatedIn;
  if (sent.accepted !== fresh) throw new Error(`accepted ${sent.accepted} of ${fresh}`);
  return sent;
}

/** A rate is worth nothing if what was counted is not what was accepted. */
async function mustBeCounted(bed: Bed, column: string, rows: number): Promise<void> {
  for (const level of ['minute', 'hour', 'day']) {
    const [row] = await bed.sql(`SELECT sum(${column})::float8 AS counted FROM live.count_${level}`);
    const counted = row?.['counted'];
    if (counted !== rows) throw new Error(`count_${level} says ${String(counted)}, accepted were ${rows}`);
  }
}

function figureOf(
  { form, oneRepeatedIn, perBody, stream }: Way,
  api: number[],
  copy: Readonly<Record<Floor, readonly number[]>>,
  quiet: number,
): Figure {
  const ratiosTo = (floor: Floor) => api.map((rate, round) => rate / (copy[floor][round] ?? NaN));
  const ratios = ratiosTo('same');
  const ratio = median(ratios);
  const thousands = (rates: readonly number[]) => `${Math.round(median(rates) / 1000)},000/s`;
  const repeats = oneRepeatedIn === undefined ? '' : ', one in a hundred twice';
  return {
    bench: 'ingest',
    what: `${stream}s${repeats}, ${form} of ${perBody.toLocaleString('en')}, ${CONNECTIONS} connections, to \\copy`,
    // The promise is for events; what is sent twice is only told.
    target: oneRepeatedIn === undefined ? `≥ ${TARGET}` : '',
    measured: ratio.toFixed(2),
    detail: `${spread(ratios)}; API ${thousands(api)}, \\copy ${thousands(copy.same)}; ${median(ratiosTo('bare')).toFixed(2)} of \\copy ${thousands(copy.bare)} with no index but the key; ${quiet} of ${ROUNDS} rounds began on a quiet machine`,
    passes: oneRepeatedIn === undefined ? ratio >= TARGET : null,
  };
}
