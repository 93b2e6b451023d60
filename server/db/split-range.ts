import { KST_OFFSET_MS } from '../contract/kst.ts';

export interface Range {
  from: number;
  to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Splits a range into whole KST days, whole hours beside them, and minutes beside those. Milliseconds since the epoch. */
export function splitRange(from: number, to: number): { days: Range[]; hours: Range[]; minutes: Range[] } {
  const days = whole({ from, to }, DAY, KST_OFFSET_MS);
  const hours: Range[] = [];
  const minutes: Range[] = [];
  for (const rest of without({ from, to }, days)) {
    const inner = whole(rest, HOUR, 0);
    if (inner) hours.push(inner);
    minutes.push(...without(rest, inner));
  }
  return { days: days ? [days] : [], hours, minutes };
}

function whole({ from, to }: Range, unit: number, offset: number): Range | null {
  const first = Math.ceil((from + offset) / unit) * unit - offset;
  const last = Math.floor((to + offset) / unit) * unit - offset;
  return first < last ? { from: first, to: last } : null;
}

function without(range: Range, middle: Range | null): Range[] {
  if (middle === null) return range.from < range.to ? [range] : [];
  return [
    { from: range.from, to: middle.from },
    { from: middle.to, to: range.to },
  ].filter(({ from, to }) => from < to);
}
