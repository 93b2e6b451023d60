import { cellKey, WINDOW_MINUTES, type RealmCell } from '../contract/cells.ts';
import { siteDay, startOfDay } from '../contract/days.ts';
import type { RealmDatabase } from '../db/database.ts';
import { readMinutes } from '../db/queries/read-board.ts';
import { readFigures, type Horizons } from '../db/queries/read-figures.ts';
import { realmCells, type Cells } from './read-cells.ts';

/**
 * Figures of the board at a time in the past, as known now: the site day until then, and the hour before. What the board
 * shows beside them (news, feeds, latest cases) is about now and is left out, and so are minutes that are no longer kept.
 * @param at milliseconds since the Unix epoch; counts until the end of its minute
 */
export async function readBoardAt(
  realm: RealmDatabase,
  describe: RealmCell,
  at: number,
  horizons: Horizons,
): Promise<Cells> {
  const day = siteDay(at);
  const minute = Math.floor(at / 60_000);
  const [today, minutes] = await Promise.all([
    readFigures(realm, startOfDay(day), (minute + 1) * 60_000, horizons),
    readMinutes(realm, minute - WINDOW_MINUTES + 1, minute, null),
  ]);
  return [
    ...realmCells(describe),
    ...today.map(({ port, route, ...figures }): Cells[number] => [
      cellKey.today(port, route),
      { day, ...(figures as Required<{ [K in keyof typeof figures]: number }>) },
    ]),
    ...minutes.map(({ port, route, value }): Cells[number] => [cellKey.minute(port, route, value[0]), value]),
  ];
}
