import { daysLater, endOfDay, siteDay, startOfDay } from '../contract/days.ts';
import { ROWS, type RowStream } from '../contract/rows-rest.ts';
import type { RowCursor, RowsWanted } from '../db/queries/read-rows.ts';
import { readInstantQuery, readPeriod } from './period.ts';
import { Refusal } from './problems.ts';

/** A query as its stream's schema has let it through. */
export type RowsQuery = Partial<
  Record<'realm' | 'port' | 'route' | 'from' | 'to' | 'after' | 'measure', string>
> & { limit?: number; format?: 'csv' | 'json' } & Record<string, unknown>;

/** Longest periods, in days: what a statement would have to look through. */
const MOST_DAYS: Partial<Record<RowStream, number>> = { verdict: 31, arrival: 92 };

export function readWanted(stream: RowStream, query: RowsQuery, now: number): RowsWanted {
  const { from, port, route, to } = query;
  const names = Object.keys(ROWS[stream].filters);
  const filters = Object.fromEntries(
    Object.entries(query).filter(([name, value]) => names.includes(name) && value !== undefined),
  ) as RowsWanted['filters'];
  return { stream, port, route, filters, now, ...periodOf(stream, from, to, now) };
}

function periodOf(
  stream: RowStream,
  from: string | undefined,
  to: string | undefined,
  now: number,
): { from?: number; to?: number } {
  if (from === undefined && to === undefined) {
    if (!ROWS[stream].ofEvents) return {};
    return { from: startOfDay(siteDay(now)), to: endOfDay(siteDay(now)) };
  }
  if (from === undefined || to === undefined) {
    const missing = from === undefined ? 'from' : 'to';
    throw new Refusal(422, 'a period has both ends', [{ path: `/query/${missing}`, reason: 'is missing' }]);
  }
  const period = readPeriod(from, to);
  const most = MOST_DAYS[stream];
  if (most !== undefined && period.to > daysLater(period.from, most)) {
    throw new Refusal(422, `rows of ${stream} are shown for at most ${most} days at once`, [
      { path: '/query/from', reason: `is more than ${most} days before to` },
    ]);
  }
  return period;
}

export function cursorText(cursor: RowCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** What {@link cursorText} wrote; anything else is refused. */
export function readCursor(text: string, ties: number): RowCursor {
  const refused = new Refusal(422, 'after is no end of a page', [
    { path: '/query/after', reason: 'is not the `next` of an answer' },
  ]);
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw refused;
  }
  if (!Array.isArray(parts) || parts.length !== ties + 1) throw refused;
  if (!parts.every((part) => typeof part === 'string' && !part.includes('\0'))) throw refused;
  const [time = '', ...rest] = parts as string[];
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(time)) throw refused;
  readInstantQuery('after', time);
  return [time, ...rest];
}
