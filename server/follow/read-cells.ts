import { cellKey, MINUTE_SLOTS, type CellValue, type RealmCell } from '../contract/cells.ts';
import { siteDay } from '../contract/days.ts';
import { siteInForce } from '../contract/site-in-force.ts';
import type { RealmDatabase } from '../db/database.ts';
import {
  readDay,
  readFeeds,
  readLatestCases,
  readMinutes,
  readNews,
  readOrigins,
  readRecords,
} from '../db/queries/read-board.ts';
import type { Attention } from './attention.ts';

/** Keys and whole values; `null`: the cell is no more. */
export type Cells = [string, CellValue | null][];

const NEWS_HOURS = 24;

/**
 * Cells of everything that a tick must look at: today, the touched minutes of the window, the touched seizure records. The
 * cost follows the rows touched, never how many events made them.
 * @param now server clock, milliseconds since the Unix epoch
 */
export async function readTouched(realm: RealmDatabase, attention: Attention, now: number): Promise<Cells> {
  const day = siteDay(now);
  const [today, minutes, records] = await Promise.all([
    readDay(realm, day),
    readMinuteCells(realm, attention, now),
    readRecordCells(realm, attention, now),
  ]);
  return [
    ...today.map(({ port, route, value }): [string, CellValue] => [cellKey.today(port, route), value]),
    ...minutes,
    ...records,
  ];
}

async function readMinuteCells(realm: RealmDatabase, { minutes }: Attention, now: number): Promise<Cells> {
  const last = Math.floor(now / 60_000) + 5;
  const first = last - MINUTE_SLOTS + 1;
  const from = Math.max(first, minutes?.from ?? first);
  const to = Math.min(last, minutes?.to ?? last);
  const named = minutes?.named?.filter((minute) => minute >= from && minute <= to) ?? null;
  if (from > to || named?.length === 0) return [];
  const rows = await readMinutes(realm, from, to, named);
  return rows.map(({ port, route, value }) => [cellKey.minute(port, route, value[0]), value]);
}

async function readRecordCells(realm: RealmDatabase, { records }: Attention, now: number): Promise<Cells> {
  if (records?.length === 0) return [];
  const year = Number(siteDay(now).slice(0, 4));
  const [years, latest] = await Promise.all([
    readRecords(realm, [year - 1, year], records),
    readLatestCases(realm, records),
  ]);
  return [
    ...years.map(({ port, route, value }): [string, CellValue] => [
      cellKey.record(port, route, value.year),
      value,
    ]),
    ...latest.map(({ port, route, value }): [string, CellValue] => [
      cellKey.latest(port, route),
      { cases: value },
    ]),
  ];
}

/** Cells that are worth a look about once a second: origins, news, feeds. */
export async function readSlow(
  realm: RealmDatabase,
  pairs: readonly { port: string; route: string }[],
  now: number,
): Promise<Cells> {
  const day = siteDay(now);
  const [origins, news, feeds] = await Promise.all([
    readOrigins(realm, day),
    readNews(realm, pairs, new Date(now - NEWS_HOURS * 3_600_000)),
    readFeeds(realm, day),
  ]);
  return [
    ...origins.map(({ port, route, value }): [string, CellValue] => [
      cellKey.origins(port, route),
      { day, units: value },
    ]),
    ...news.map(({ port, route, value }): [string, CellValue] => [
      cellKey.news(port, route),
      { items: value },
    ]),
    ...feeds.map((feed): [string, CellValue] => [cellKey.feed(feed.name), feed]),
  ];
}

/** What a board is of. */
export function realmCells(realm: RealmCell): Cells {
  return [
    [cellKey.realm(), realm],
    [cellKey.site(), { number: siteInForce().number }],
  ];
}
