import { makeBed, type Bed } from './parts/bed.ts';
import { startChild, type Child } from './parts/children.ts';
import { copyIn, makeFloorTable, withCopyFile } from './parts/copy-floor.ts';
import type { Bench, Figure } from './parts/figure.ts';
import type { Prepare, Send, Sent } from './parts/sender.ts';
import { median, spread } from './parts/statistics.ts';
import type { Portion, Stream } from './parts/workload.ts';

const TARGET = 0.4;
const ROWS = 100_000;
const ROUNDS = 5;
const PER_BODY = 2_000;
const CONNECTIONS = 4;
/** As if they came at 10,000 a second until now: the minutes and ports that a busy board touches. */
const STEP_MS = 0.1;

/** From the API to committed and counted, against `\copy` of the same rows into a table that counts nothing. */
export const ingest: Bench = async ({ say }) => {
  const bed = await makeBed();
  const sender = startChild('sender');
  const figures: Figure[] = [];
  let from = 0;
  try {
    for (const stream of ['verdict', 'arrival'] as const) {
      await makeFloorTable(bed, stream);
      const forms = stream === 'verdict' ? (['stream', 'batch'] as const) : (['batch'] as const);
      const rates: Record<string, number[]> = { copy: [], stream: [], batch: [] };
      // The first round warms both sides up and is not counted.
      for (let round = 0; round <= ROUNDS; round++) {
        for (const form of forms) {
          const rate = await overApi(bed, sender, portionOf(stream, from), form);
          if (round > 0) rates[form]?.push(rate);
          from += ROWS;
        }
        const portion = portionOf(stream, from);
        const copied = await withCopyFile(portion, (file) => copyIn(bed, 'bench_floor', stream, file));
        if (round > 0) rates['copy']?.push((ROWS * 1000) / copied);
        from += ROWS;
        say(`ingest: ${stream}s, round ${round} of ${ROUNDS}`);
      }
      await mustBeCounted(bed, stream, forms.length * (ROUNDS + 1) * ROWS);
      figures.push(...forms.map((form) => figureOf(stream, form, rates[form] ?? [], rates['copy'] ?? [])));
    }
  } finally {
    await sender.stop();
    await bed.clear();
  }
  return figures;
};

function portionOf(stream: Stream, from: number): Portion {
  return { stream, from, count: ROWS, startMs: Date.now() - ROWS * STEP_MS, stepMs: STEP_MS };
}

/** Events a second from the first request to the last answer, which comes after the commit. */
async function overApi(bed: Bed, sender: Child, portion: Portion, form: 'stream' | 'batch'): Promise<number> {
  const { token, url } = bed;
  const prepare: Prepare = { do: 'prepare', url, token, portion, form, perBody: PER_BODY };
  await sender.ask(prepare);
  const send: Send = { do: 'send', connections: CONNECTIONS, bodiesPerSecond: null };
  const sent = await sender.ask<Sent>(send);
  if (sent.accepted !== portion.count) throw new Error(`accepted ${sent.accepted} of ${portion.count}`);
  return (portion.count * 1000) / sent.elapsedMs;
}

/** A rate is worth nothing if what was counted is not what was sent. */
async function mustBeCounted(bed: Bed, stream: Stream, rows: number): Promise<void> {
  const column = stream === 'verdict' ? 'primary_verdicts' : 'arrivals';
  for (const level of ['minute', 'hour', 'day']) {
    const [row] = await bed.sql(`SELECT sum(${column})::float8 AS counted FROM live.count_${level}`);
    if (row?.['counted'] !== rows)
      throw new Error(`count_${level} says ${String(row?.['counted'])}, sent were ${rows}`);
  }
}

function figureOf(stream: Stream, form: string, api: readonly number[], copy: readonly number[]): Figure {
  const ratios = api.map((rate, round) => rate / (copy[round] ?? NaN));
  const ratio = median(ratios);
  const thousands = (rates: readonly number[]) => `${Math.round(median(rates) / 1000)},000/s`;
  return {
    bench: 'ingest',
    what: `${stream}s, ${form} of ${PER_BODY.toLocaleString('en')}, ${CONNECTIONS} connections, to \\copy`,
    target: `≥ ${TARGET}`,
    measured: ratio.toFixed(2),
    detail: `${spread(ratios)}; API ${thousands(api)}, \\copy ${thousands(copy)}`,
    passes: ratio >= TARGET,
  };
}
