import { SLOT_MS, conveyancesOf, type Conveyance } from './conveyances.ts';

import { LEAK_RATE, SECOND_LINE_MAX_MS, SECOND_LINE_MIN_MS, SECOND_LINE_RATE } from './data/screening.ts';
import { LANES } from './data/volumes.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { keyedLanes } from './lanes.ts';
import type { Plan } from './plans.ts';
import { drawAt, hashOf, subkey } from './random.ts';
import { VERDICT_TAIL_MS, isFlagged, isRead, itemKey, readAtMs, secondaryVerdict } from './verdicts.ts';

const FIRST_LINE = 'ICN-MAIL';
const SECOND_LINE = 'SEL-MAIL';
const DRAW = { batch: 60, again: 61, leak: 62 };

/** Mail that the first line cleared and East Seoul reads again, under the same subject and batch. */
export const SECOND_LINE_MAIL: Plan = {
  spanMs: SLOT_MS,
  leadMs: 0,
  tailMs: VERDICT_TAIL_MS + SECOND_LINE_MAX_MS,
  of({ seed, tag, share }, fromMs) {
    const lane = keyedLanes(seed).find(({ port }) => port === FIRST_LINE);
    if (!lane) return [];
    return conveyancesOf(lane, fromMs, tag)
      .filter(({ key }) => drawAt(key, 3) < share)
      .flatMap(readAgain);
  },
};

function readAgain(batch: Conveyance): Due[] {
  const lane = LANES.find(({ port }) => port === SECOND_LINE);
  if (!lane) throw new Error(`no traffic at ${SECOND_LINE}`);
  const delayMs =
    SECOND_LINE_MIN_MS + drawAt(batch.key, DRAW.batch) * (SECOND_LINE_MAX_MS - SECOND_LINE_MIN_MS);
  const there: Conveyance = { ...batch, lane, data: { ...batch.data, port: SECOND_LINE } };
  const dues: Due[] = [];
  for (let item = 0; item < batch.data.units; item += 1) {
    const key = itemKey(batch, item);
    if (drawAt(key, DRAW.again) >= SECOND_LINE_RATE || !isRead(key) || isFlagged(key)) continue;
    const atMs = Math.floor(readAtMs(batch, item, key) + delayMs);
    const leaked = drawAt(key, DRAW.leak) < LEAK_RATE;
    const data = secondaryVerdict(there, item, subkey(key, hashOf(SECOND_LINE)), leaked, atMs);
    const source = sourceOf('mail-xray', SECOND_LINE);
    dues.push(statement('border.verdict.v1', source, `${batch.id}/${item}/4`, atMs, data));
  }
  return dues;
}
