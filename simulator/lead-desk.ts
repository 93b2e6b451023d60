import {
  ANSWERED_DAYS,
  DESK_LEADS_PER_DAY,
  DOMESTIC_SHARE,
  LINKED_SHARE,
  LINKS_AT_A_TIME,
  LINK_DAYS,
  MINOR_DAYS,
  MINOR_KRW,
  MINOR_OFFENCES,
  PARTNERS,
} from './data/intelligence.ts';
import { HIGH_RISK_ORIGINS } from './data/origins.ts';
import type { Due } from './event.ts';
import { DAY_MS, dayNumberOf, iso } from './kst.ts';
import { offsetAtShare } from './lanes.ts';
import { between, courseOf } from './lead-status.ts';
import type { Plan } from './plans.ts';
import { drawAt, hashOf, pick, pickWeighted, subkey } from './random.ts';
import { bell, countOf } from './chance.ts';
import type { Stream } from './streams.ts';

const KINDS = Object.keys(DESK_LEADS_PER_DAY) as (keyof typeof DESK_LEADS_PER_DAY)[];
const DRAW = { count: 1, time: 2, partner: 3, domestic: 4, days: 5, direction: 6, linked: 7, link: 8, offence: 9, krw: 10, referred: 12 }; // prettier-ignore

/** Leads that name no arrival: categories of persons, requests in and out, minor leads. */
export const DESK_LEADS: Plan = {
  spanMs: DAY_MS,
  leadMs: 0,
  tailMs: (MINOR_DAYS.most + 2) * DAY_MS,
  of: (stream, dayStartMs) =>
    KINDS.flatMap((kind) => {
      const dayKey = subkey(hashOf(`${stream.seed}|${kind}`), dayNumberOf(dayStartMs));
      const count = countOf(DESK_LEADS_PER_DAY[kind], drawAt(dayKey, DRAW.count));
      return Array.from({ length: count }, (_, index) => subkey(dayKey, 100 + index))
        .filter((key) => drawAt(key, 0) < stream.share)
        .flatMap((key) => MAKERS[kind](stream, dayStartMs, key));
    }),
};

const MAKERS = { 'person-category': personCategory, request, minor };

function personCategory({ tag }: Stream, dayStartMs: number, key: number): Due[] {
  const atMs = atOfDay(dayStartMs, key);
  const origins = [...HIGH_RISK_ORIGINS];
  const partner = pickWeighted(PARTNERS, drawAt(key, DRAW.partner));
  const lead = {
    partner: drawAt(key, DRAW.domestic) < DOMESTIC_SHARE ? 'DIC' : partner,
    kind: 'person-category' as const,
    route: 'traveller' as const,
    origin: HIGH_RISK_ORIGINS.has(partner) ? partner : pick(origins, drawAt(key, DRAW.link)),
    validFrom: iso(atMs),
    validUntil: iso(atMs + 3 * DAY_MS),
  };
  return courseOf(lead, atMs, atMs + (0.4 + 0.8 * drawAt(key, DRAW.days)) * DAY_MS, key, { tag });
}

function request({ tag }: Stream, dayStartMs: number, key: number): Due[] {
  const atMs = atOfDay(dayStartMs, key);
  const domestic = drawAt(key, DRAW.domestic) < DOMESTIC_SHARE;
  const lead = {
    partner: domestic ? 'KR' : pickWeighted(PARTNERS, drawAt(key, DRAW.partner)),
    kind: 'request' as const,
    direction: drawAt(key, DRAW.direction) < 0.5 ? ('in' as const) : ('out' as const),
  };
  return courseOf(lead, atMs, atMs + between(ANSWERED_DAYS, drawAt(key, DRAW.days)) * DAY_MS, key, { tag });
}

function minor({ seed, tag }: Stream, dayStartMs: number, key: number): Due[] {
  const atMs = atOfDay(dayStartMs, key);
  const decade = Math.floor(dayNumberOf(dayStartMs) / LINK_DAYS);
  const place = Math.floor(drawAt(key, DRAW.link) * LINKS_AT_A_TIME);
  const linkKey = hashOf(`${seed}|link|${decade}|${place}`);
  const linked = drawAt(key, DRAW.linked) < LINKED_SHARE;
  const lead = {
    partner: 'KR',
    kind: 'minor' as const,
    offence: pickWeighted(MINOR_OFFENCES, drawAt(linked ? linkKey : key, DRAW.offence)),
    amountKrw: Math.round(MINOR_KRW.median * Math.exp(MINOR_KRW.sigma * bell(key, DRAW.krw))),
    ...(linked ? { link: `L-${linkKey.toString(36).toUpperCase().padStart(7, '0')}` } : {}),
  };
  const closedMs = atMs + between(MINOR_DAYS, drawAt(key, DRAW.days)) * DAY_MS;
  const referred = linked && drawAt(linkKey, DRAW.referred) < 0.5;
  return courseOf(lead, atMs, closedMs, key, {
    tag,
    ...(referred ? { closing: { referredAt: iso(closedMs) } } : {}),
  });
}

/** Offices write all day, most of them in daytime. */
function atOfDay(dayStartMs: number, key: number): number {
  return dayStartMs + offsetAtShare('seaport', drawAt(key, DRAW.time));
}
