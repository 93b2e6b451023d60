import { endOfDay, endOfHour, siteDay, startOfDay, startOfHour } from '../contract/days.ts';

export interface Range {
  from: number;
  to: number;
}

/** Splits a range into whole days, whole hours beside them, and minutes beside those. Milliseconds since the epoch. */
export function splitRange(from: number, to: number): { days: Range[]; hours: Range[]; minutes: Range[] } {
  const days = whole(
    { from, to },
    (at) => startOfDay(siteDay(at)),
    (at) => endOfDay(siteDay(at)),
  );
  const hours: Range[] = [];
  const minutes: Range[] = [];
  for (const rest of without({ from, to }, days)) {
    const inner = whole(rest, startOfHour, endOfHour);
    if (inner) hours.push(inner);
    minutes.push(...without(rest, inner));
  }
  return { days: days ? [days] : [], hours, minutes };
}

function whole(
  { from, to }: Range,
  startOf: (at: number) => number,
  endOf: (at: number) => number,
): Range | null {
  const first = startOf(from) === from ? from : endOf(from);
  const last = startOf(to);
  return first < last ? { from: first, to: last } : null;
}

function without(range: Range, middle: Range | null): Range[] {
  if (middle === null) return range.from < range.to ? [range] : [];
  return [
    { from: range.from, to: middle.from },
    { from: middle.to, to: range.to },
  ].filter(({ from, to }) => from < to);
}
