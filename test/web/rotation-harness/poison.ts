import type { BoardState, CellValue } from '../../../server/contract/cells.ts';

/** `panel`: a figure that the real view cannot read, so that one of its panels fails and the others live on. */
export type Poison = 'mount' | 'effect' | 'update' | 'panel';

const KEY = 'fault|poison';
/** Carried by a cell that no panel minds. */
export function poisonCells(poison: Poison | null, view: string): Record<string, CellValue | null> {
  return { [KEY]: { kinds: poison === null ? [] : [view, poison], since: null } };
}

export function poisonOf(cells: BoardState['cells'], view: string): string | undefined {
  const cell = cells.get(KEY) as { kinds: string[] } | undefined;
  return cell?.kinds[0] === view ? cell.kinds[1] : undefined;
}
