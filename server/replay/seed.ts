import { addDays, siteDay, startOfDay } from '../contract/days.ts';
import type { Queryable } from '../db/database.ts';
import {
  markSeeded,
  seedEvents,
  seedFeeds,
  seedMatches,
  seedOldCounts,
  seedOldItems,
  seedSettings,
  seedStations,
} from '../db/queries/replay-seed.ts';
import { RAW, type Past } from '../db/queries/replay-source.ts';
import { stepDuty, stepFeeds, stepMatches } from '../db/queries/replay-step.ts';

/** The board looks back a week and the leads 7 days more than they are old: so far back the rows themselves are there. */
const LOOK_BACK_DAYS = 8;
const DAY_MS = 86_400_000;
/** Arrivals and verdicts go in by so much at once: a day of a whole country is too long a statement. */
const SLICE_MS = DAY_MS / 4;
/** Events may bear times ahead of those at which they were told. */
const AHEAD_MS = 3_650 * DAY_MS;

/** From when on the rows themselves are there, of a replay that begins at a time. */
export function sinceOf(at: number): number {
  return startOfDay(addDays(siteDay(at), -LOOK_BACK_DAYS));
}

/** A part may be a whole day of readings. */
const PATIENT = { timeoutMs: 120_000 };

/**
 * Brings the empty schema of a replay, whose clock shows `at`, to what was known then.
 * @param going asked before each part, with the share of all that is there, 0 to 1; it stops where the answer is false
 * @returns whether all of it is there
 */
export async function seed(
  past: Past,
  at: number,
  going: (share: number) => Promise<boolean>,
): Promise<boolean> {
  const parts = [...partsOf(past, at, sinceOf(at))];
  for (const [done, part] of parts.entries()) {
    if (!(await going(done / parts.length))) return false;
    await past.replay.db.transaction(part, PATIENT);
  }
  return true;
}

function* partsOf(past: Past, at: number, since: number): Generator<(tx: Queryable) => Promise<void>> {
  yield (tx) => seedSettings(tx, past, at, since);
  for (const table of RAW) {
    if (table === 'station' || table === 'arrival' || table === 'verdict') continue;
    yield (tx) => seedEvents(tx, past, table, at);
  }
  yield (tx) => seedStations(tx, past, at);
  yield (tx) => seedOldItems(tx, past, at, since);
  for (const span of slices(since, at)) {
    yield (tx) => seedEvents(tx, past, 'arrival', at, span);
    yield (tx) => seedEvents(tx, past, 'verdict', at, span);
  }
  yield (tx) => seedOldCounts(tx, past, since);
  yield async (tx) => {
    await seedFeeds(tx, past, at, since);
    await stepFeeds(tx, past, { after: startOfDay(siteDay(at)), until: at }, null);
    await stepDuty(tx, past, { after: null, until: at });
    await seedMatches(tx, past, at, since);
    await stepMatches(tx, past, { after: 0, until: at }, 0);
    await markSeeded(tx, past);
  };
}

function* slices(since: number, at: number): Generator<{ from: number; to: number }> {
  for (let from = since; from <= at; from += SLICE_MS) {
    const last = from + SLICE_MS > at;
    yield { from, to: last ? at + AHEAD_MS : from + SLICE_MS };
  }
}
