import { bell } from './chance.ts';
import {
  ANNOUNCEMENTS,
  BULLETINS_PER_WEEK,
  DAY_TOLD_HOUR,
  DRAFT_DAYS,
  HS_HEADINGS,
  MONTH_TOLD,
  PROGRAMMES_DAILY,
  PROGRAMMES_MONTHLY,
  type Programme,
} from './data/programmes.ts';
import type { Bulletin, Indicator } from '../server/contract/events.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { DAY_MS, HOUR_MS, dayNumberOf, dayOf, weekdayOf } from './kst.ts';
import { offsetAtShare } from './lanes.ts';
import { between } from './lead-status.ts';
import type { Plan } from './plans.ts';
import { drawAt, hashOf, pickWeighted, subkey } from './random.ts';
import type { Stream } from './streams.ts';

const DRAW = { value: 1, count: 3, time: 4, heading: 5, drafted: 6 };
const GROWTH_FROM = 2026 * 12;

/** Programme figures of months and days, and bulletins. There is one of each, whatever the rate. */
export const PROGRAMMES: Plan = {
  spanMs: DAY_MS,
  leadMs: 0,
  tailMs: 4 * DAY_MS,
  of: (stream, dayStartMs) => {
    if (stream.number > 0) return [];
    return [
      ...indicators(stream, dayStartMs),
      ...announcements(stream, dayStartMs),
      ...bulletins(stream, dayStartMs),
      ...digest(stream, dayStartMs),
    ];
  },
};

function indicators({ seed, tag }: Stream, dayStartMs: number): Due[] {
  const yesterday = dayOf(dayStartMs - DAY_MS);
  const daily = PROGRAMMES_DAILY.map((each, index) =>
    indicator(each, seed, tag, yesterday, dayStartMs + DAY_TOLD_HOUR * HOUR_MS + index * 1_000),
  );
  if (Number(dayOf(dayStartMs).slice(8)) !== MONTH_TOLD.day) return daily;
  const monthBefore = dayOf(dayStartMs - MONTH_TOLD.day * DAY_MS).slice(0, 7);
  const toldMs = dayStartMs + MONTH_TOLD.hour * HOUR_MS;
  const monthly = PROGRAMMES_MONTHLY.map((each, index) =>
    indicator(each, seed, tag, monthBefore, toldMs + index * 1_000),
  );
  return [...daily, ...monthly];
}

function indicator(of: Programme, seed: string, tag: string, period: string, atMs: number): Due {
  const { name, ko, en, unit, mean, spread, growth, target, better, decimals } = of;
  const [year = 0, month = 0] = period.split('-').map(Number);
  const months = year * 12 + month - 1 - GROWTH_FROM;
  const chance = Math.max(-2, Math.min(2, bell(hashOf(`${seed}|${name}|${period}`), DRAW.value)));
  const value = Number((mean * (1 + growth * months) * (1 + (spread * chance) / 2)).toFixed(decimals));
  const data: Indicator = { name, value, unit, period, target, better, ko, en };
  const id = `${name}/${period}${tag}`;
  return statement('border.indicator.v1', sourceOf('programme-office', 'indicators'), id, atMs, data);
}

function announcements({ tag }: Stream, dayStartMs: number): Due[] {
  return ANNOUNCEMENTS.flatMap(({ bulletinNo, at, title, periodFrom, periodTo }) => {
    const atMs = Date.parse(at);
    if (dayOf(atMs) !== dayOf(dayStartMs)) return [];
    const data = {
      bulletinNo,
      kind: 'announcement',
      title,
      status: 'published',
      periodFrom,
      periodTo,
    } as const;
    return [said(data, 1, atMs, tag)];
  });
}

/** Drafted on a working day, published within days. */
function bulletins({ seed, tag }: Stream, dayStartMs: number): Due[] {
  const weekday = weekdayOf(dayStartMs);
  if (weekday === 0 || weekday === 6) return [];
  return (Object.keys(BULLETINS_PER_WEEK) as (keyof typeof BULLETINS_PER_WEEK)[]).flatMap((kind) => {
    const key = subkey(hashOf(`${seed}|${kind}`), dayNumberOf(dayStartMs));
    if (drawAt(key, DRAW.count) >= BULLETINS_PER_WEEK[kind] / 5) return [];
    const [hsHeading, ko] = pickWeighted(HS_HEADINGS, drawAt(key, DRAW.heading));
    const isOrigin = kind === 'origin-determination';
    const data = {
      bulletinNo: `${isOrigin ? 'USO' : 'HSC'}-${dayOf(dayStartMs)}${tag}`,
      kind,
      title: `${ko} (${hsHeading}) ${isOrigin ? '미국 원산지 판정 사례' : '품목분류 사례'}`,
      hsHeading,
      ...(isOrigin ? { country: 'US' } : {}),
    };
    const atMs = dayStartMs + offsetAtShare('seaport', 0.35 + 0.4 * drawAt(key, DRAW.time));
    const publishedMs = Math.floor(atMs + between(DRAFT_DAYS, drawAt(key, DRAW.drafted)) * DAY_MS);
    return [
      said({ ...data, status: 'draft' }, 1, atMs, tag),
      said({ ...data, status: 'published' }, 2, publishedMs, tag),
    ];
  });
}

/** Friday at 16:00. */
function digest({ tag }: Stream, dayStartMs: number): Due[] {
  if (weekdayOf(dayStartMs) !== 5) return [];
  const data = {
    bulletinNo: `DIG-${dayOf(dayStartMs)}${tag}`,
    kind: 'digest',
    title: `${dayOf(dayStartMs)} 원산지·품목분류 주간 동향`,
    status: 'published',
  } as const;
  return [said(data, 1, dayStartMs + 16 * HOUR_MS, tag)];
}

function said(data: Bulletin, number: number, atMs: number, tag: string): Due {
  const id = `${data.bulletinNo}/${number}${tag}`;
  return statement('border.bulletin.v1', sourceOf('programme-office', 'bulletins'), id, atMs, data);
}
