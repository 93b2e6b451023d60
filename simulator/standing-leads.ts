import { SCHEDULED } from './conveyance-names.ts';
import {
  LISTED_FLIGHTS,
  LIST_DAYS,
  OPERATION_DAYS,
  OPERATION_EVERY_DAYS,
  PARTNERS,
  STEPS_TOTAL,
} from './data/intelligence.ts';
import { HIGH_RISK_ORIGINS } from './data/origins.ts';
import type { Lead } from '../server/contract/events.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { DAY_MS, HOUR_MS, dayNumberOf, dayOf, iso } from './kst.ts';
import { listVersionAt } from './lead-status.ts';
import type { Plan } from './plans.ts';
import { drawAt, hashOf, pick, subkey } from './random.ts';
import type { Stream } from './streams.ts';

/** What stands for weeks and exists once, whatever the rate: joint operations and the centre's lists. */
export const STANDING_LEADS: Plan = {
  spanMs: DAY_MS,
  leadMs: 0,
  tailMs: (OPERATION_DAYS + 1) * DAY_MS,
  of: (stream, dayStartMs) =>
    stream.number === 0 ? [...operation(stream, dayStartMs), ...list(stream, dayStartMs)] : [],
};

/** One begins every so many days, with one partner after the other; it is tasked at once and closed when its time is over. */
function operation({ tag }: Stream, dayStartMs: number): Due[] {
  const day = dayNumberOf(dayStartMs);
  if (day % OPERATION_EVERY_DAYS !== 0) return [];
  const number = day / OPERATION_EVERY_DAYS;
  const partner = PARTNERS[number % PARTNERS.length]?.[0] ?? 'TH';
  const fromMs = dayStartMs + 9 * HOUR_MS;
  const untilMs = dayStartMs + OPERATION_DAYS * DAY_MS;
  const lead = {
    leadNo: `OP-${dayOf(dayStartMs).slice(0, 7)}-${partner}${tag}`,
    partner,
    kind: 'operation',
    origin: partner,
    validFrom: iso(dayStartMs),
    validUntil: iso(untilMs),
  } as const;
  return [
    said({ ...lead, status: 'tasked' }, 1, fromMs),
    said({ ...lead, status: 'closed' }, 2, untilMs + 10 * HOUR_MS),
  ];
}

/** A new version replaces the one before, which is closed; it names flights that are looked at while it holds. */
function list({ seed, tag }: Stream, dayStartMs: number): Due[] {
  const dayOfMonth = Number(dayOf(dayStartMs).slice(8));
  if (!LIST_DAYS.some((first) => first === dayOfMonth)) return [];
  const listVersion = listVersionAt(dayStartMs);
  const key = hashOf(`${seed}|list|${listVersion}`);
  const fromMs = dayStartMs + 9 * HOUR_MS;
  let untilMs = fromMs + DAY_MS;
  while (listVersionAt(untilMs) === listVersion) untilMs += DAY_MS;
  const common = {
    partner: 'DIC',
    kind: 'watch-list',
    listVersion,
    stepsTotal: STEPS_TOTAL,
    validFrom: iso(fromMs),
    validUntil: iso(untilMs),
  } as const;
  const flights = SCHEDULED.filter(({ origin }) => HIGH_RISK_ORIGINS.has(origin));
  const entries = Array.from({ length: LISTED_FLIGHTS }, (_, index) => {
    const { port, conveyance, origin } = pick(flights, drawAt(subkey(key, index), 1));
    return { port, route: 'traveller' as const, conveyance, origin };
  });
  return [{}, ...entries].flatMap((entry, index) => {
    const lead = { leadNo: `LIST-${listVersion}-${index}${tag}`, ...common, ...entry };
    const minute = fromMs + index * 20_000;
    return [
      said({ ...lead, status: 'open', stepsDone: 0 }, 1, minute),
      said({ ...lead, status: 'acknowledged', stepsDone: 2 }, 2, minute + 0.5 * HOUR_MS),
      said({ ...lead, status: 'tasked', stepsDone: 5 }, 3, minute + 6 * HOUR_MS),
      said({ ...lead, status: 'closed', stepsDone: STEPS_TOTAL }, 4, untilMs + index * 20_000),
    ];
  });
}

function said(lead: Lead, number: number, atMs: number): Due {
  const source = sourceOf('intelligence-desk', lead.partner);
  return statement('border.lead.v1', source, `${lead.leadNo}/${number}`, atMs, lead);
}
