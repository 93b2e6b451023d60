import type { CellValue } from '../../contract/cells.ts';

/** Draws the first of a list of the cell. Lists are read in the order in which they are drawn. */
export function firstOf(list: string, most: number): (cell: CellValue) => CellValue {
  return (cell) => {
    const rows = (cell as unknown as Record<string, readonly unknown[]>)[list] ?? [];
    return { ...cell, [list]: rows.slice(0, most) };
  };
}
