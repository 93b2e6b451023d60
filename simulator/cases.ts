import { randomPoisson } from 'd3-random';
import type { Seizure } from '../server/contract/events.ts';
import { portOf } from './korea.ts';
import { nameOf } from './conveyance-names.ts';
import { makeConveyance, type Conveyance } from './conveyances.ts';
import { LED_CASE_SHARE } from './data/intelligence.ts';
import { MAJOR_DRUG_GRAMS } from './data/other-cases.ts';
import { AI_SENSITIVITY } from './data/screening.ts';
import {
  CASE_GROUPS,
  CASE_ORIGINS,
  CASE_PORTS,
  CASE_PREFIXES,
  CASE_ROUTES,
  CASES_PER_DAY,
  CONCEALMENTS,
  MEGA_CASE_GRAMS,
  MEGA_CASES_PER_YEAR,
  OTHER_SUBSTANCES,
} from './data/seizures.ts';
import { LANES } from './data/volumes.ts';
import { statement, verdictEvent, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { acceptance, investigationOf } from './investigation.ts';
import { HOUR_MS, MINUTE_MS, dayOf } from './kst.ts';
import { offsetAtShare } from './lanes.ts';
import { leadOn } from './leads.ts';
import { drawAt, pick, pickWeighted, randomOf, subkey, type Random } from './random.ts';
import { itemKey, primaryVerdict, readAtMs, secondaryDelayMs, secondaryVerdict } from './verdicts.ts';
import { caseWeights } from './weights.ts';

/** Longest time from the arrival of what is seized to the last statement on it. */
export const CASE_TAIL_MS = 36 * HOUR_MS;

/** One case: what brought it, and what is told of it. */
export interface Case {
  /** Its item 0 is what is seized. */
  carrier: Conveyance;
  /** Both readings of that item; a primary one that is clear is the AI's miss. */
  verdicts: [primary: Due, secondary: Due];
  /**
   * The provisional statement and the confirming one, each with its own time: the board dates a case by its first
   * statement and takes the figures of its last, so that their order of arrival does not matter.
   */
  statements: [provisional: Due, confirmed: Due];
  /** Of a major case: that investigators took it. */
  taken: Due[];
  /** The lead that it came from, where it came from one. */
  lead: Due[];
}

/**
 * The cases whose goods arrive on the KST day that begins at `dayStartMs`; simulated [E], about 3.4 a day. They do not
 * depend on the rest of the day's traffic, so that a year of them costs milliseconds.
 */
export function casesOfDay(seed: string, dayStartMs: number, tag: string): Case[] {
  const random = randomOf(seed, 'cases', dayStartMs);
  const weight = caseWeights(random);
  const count = randomPoisson.source(random)(CASES_PER_DAY)();
  const isMega = random() < MEGA_CASES_PER_YEAR / 365;
  const ordinary = Array.from({ length: count }, (_, index) =>
    makeCase(dayStartMs, `${index}${tag}`, Math.max(1, Math.round(weight())), false, random, tag),
  );
  if (!isMega) return ordinary;
  const { least, most } = MEGA_CASE_GRAMS;
  const grams = Math.round((least + random() * (most - least)) / 1_000) * 1_000;
  return [...ordinary, makeCase(dayStartMs, `mega${tag}`, grams, true, random, tag)];
}

function makeCase(
  dayStartMs: number,
  name: string,
  grams: number,
  mega: boolean,
  random: Random,
  tag: string,
): Case {
  const route = mega ? 'cargo' : pickWeighted(CASE_ROUTES, random());
  const port = pickWeighted(CASE_PORTS[route], random());
  const lane = LANES.find((each) => each.port === port && each.route === route);
  if (!lane) throw new Error(`no traffic at ${port} on ${route}`);
  const origin = pickWeighted(CASE_ORIGINS, random());
  const group = mega ? 'cocaine' : pickWeighted(CASE_GROUPS, random());
  const key = Math.floor(random() * 2 ** 32);
  const id = `${port}-${route}-${dayOf(dayStartMs)}-case-${name}`;
  const units = Math.max(1, Math.round(lane.unitsPerConveyance * (0.5 + random())));
  const arrivedAtMs = dayStartMs + offsetAtShare(lane.profile, random());
  const carrier = makeConveyance(lane, id, key, arrivedAtMs, units, {
    ...nameOf(lane, Math.floor(random() * 1_000), key),
    origin,
  });

  const verdicts = verdictsOn(carrier, random() < AI_SENSITIVITY);
  const seizedAtMs = verdicts[1].dueAtMs + Math.floor((5 + random() * 40) * MINUTE_MS);
  const data = {
    caseNo: caseNumber(port, seizedAtMs, random()),
    port,
    route,
    category: 'drug',
    substance: group === 'other' ? pickWeighted(OTHER_SUBSTANCES, random()) : group,
    origin,
    subject: `${id}/0`,
    concealment: pick(CONCEALMENTS[route], random()),
  } as const;
  // Weighed with its wrapping first, without it later.
  const netGrams = Math.max(1, Math.round(grams * (0.86 + 0.14 * random())));
  const confirmedAtMs = seizedAtMs + Math.floor((2 + random() * 24) * HOUR_MS);
  const source = sourceOf('seizure-desk', port);
  const isMajor = grams >= MAJOR_DRUG_GRAMS;
  const { acceptedAtMs, asked, taken } = investigationOf(seizedAtMs, key);
  const said = (number: string, atMs: number, more: Pick<Seizure, 'status'> & Partial<Seizure>) =>
    statement('border.seizure.v1', source, `${data.caseNo}/${number}`, atMs, { ...data, ...more });
  const provisional = { grams, status: 'provisional' } as const;
  const first = said('1', seizedAtMs, { ...provisional, ...(isMajor ? asked : {}) });
  const confirmed = { grams: netGrams, status: 'confirmed', ...(isMajor ? taken : {}) } as const;
  const later = said('1b', acceptedAtMs, { ...provisional, ...taken });
  return {
    carrier,
    verdicts,
    statements: [first, said('2', confirmedAtMs, confirmed)],
    taken: isMajor ? [acceptance(first, later, key)] : [],
    lead: leadOf(carrier, dayStartMs, data.caseNo, tag),
  };
}

/** A fifth of the cases come from a lead, of the same day and before the arrival. */
function leadOf(carrier: Conveyance, dayStartMs: number, caseNo: string, tag: string): Due[] {
  const key = subkey(carrier.key, 98);
  if (drawAt(key, 0) >= LED_CASE_SHARE) return [];
  const atMs = dayStartMs + Math.floor((0.1 + 0.8 * drawAt(key, 1)) * (carrier.arrivedAtMs - dayStartMs));
  return leadOn(carrier, 0, atMs, key, tag, caseNo);
}

/** Five letters or digits by chance, so that neither several streams nor several seeds meet in one number. */
export function caseNumber(port: string, seizedAtMs: number, draw: number): string {
  const [year, month, day] = dayOf(seizedAtMs).split('-');
  const suffix = Math.floor(draw * 36 ** 5)
    .toString(36)
    .toUpperCase();
  return `${CASE_PREFIXES[portOf(port)?.office ?? ''] ?? 'KCS'}-${year}-${month}${day}-${suffix.padStart(5, '0')}`;
}

function verdictsOn(carrier: Conveyance, flagged: boolean): [Due, Due] {
  const key = itemKey(carrier, 0);
  const readAt = readAtMs(carrier, 0, key);
  const secondaryAt = readAt + secondaryDelayMs(key);
  const primary = primaryVerdict(carrier, 0, key, flagged, readAt);
  return [
    { dueAtMs: readAt, event: verdictEvent(carrier.source, `${primary.subject}/1`, readAt, primary) },
    {
      dueAtMs: secondaryAt,
      event: verdictEvent(
        carrier.source,
        `${primary.subject}/2`,
        secondaryAt,
        secondaryVerdict(carrier, 0, key, true, secondaryAt),
      ),
    },
  ];
}
