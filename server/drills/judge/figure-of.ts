import { passes, numberAt, valueAt } from '../../alarms/read-figure.ts';
import { parseKey, type CellValue } from '../../contract/cells.ts';
import type { Criterion } from '../../contract/scenario.ts';

export type FigureCheck = Extract<Criterion, { is: 'figure' }>;

/**
 * A figure of the board: the sum over its cells of that kind, or over their rows; `#` counts the rows. `null`: there is no such
 * cell, or nothing in it that is a number.
 */
export function figureOf(
  { cells: kind, port, route, rows, value, where = {} }: FigureCheck,
  cells: ReadonlyMap<string, CellValue>,
): number | null {
  const tests = Object.entries(where).map(([field, wanted]) => ({
    field,
    in: Array.isArray(wanted) ? wanted : [wanted],
  }));
  let sum: number | null = null;
  for (const [key, cell] of cells) {
    const of = parseKey(key);
    if (of.kind !== kind || (port !== undefined && of.port !== port)) continue;
    if (route !== undefined && of.route !== route) continue;
    const list: unknown = rows === undefined ? [cell] : valueAt(cell, rows);
    if (!Array.isArray(list)) continue;
    const meant = list.filter((each: unknown) => passes(each, tests, 0));
    // No row adds nothing where all rows count; where one is looked for, it is not there.
    if (value === '#' || (rows !== undefined && tests.length === 0)) sum ??= 0;
    for (const each of meant) {
      const number = value === '#' ? 1 : numberAt(each, value, undefined, 0);
      if (number !== null) sum = (sum ?? 0) + number;
    }
  }
  return sum;
}
