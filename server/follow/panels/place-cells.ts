import { placeKey, type CellKind, type CellValue } from '../../contract/cells.ts';
import type { Cells } from '../read-cells.ts';

/** Cells of one kind, of values that are of a port and route, or of none. */
export function placeCells(
  kind: CellKind,
  rows: readonly { port: string | null; route: string | null; value: CellValue }[],
): Cells {
  return rows.map(({ port, route, value }) => [placeKey(kind, port, route), value]);
}
