import type { BoardState } from '../../../server/contract/cells.ts';

/** The last state of a board. Cells hold sums, goods and conveyances, no person: they may lie on a screen's disk. */
export interface LastState {
  cells: BoardState['cells'];
  /** When they were true, by the clock of the realm. */
  asOf: number;
}

/** Compressed tenfold: it is written every few seconds, for years, to the flash of a television set. */
export async function pack({ cells, asOf }: LastState): Promise<ArrayBuffer> {
  const text = JSON.stringify({ asOf, cells: [...cells] });
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}

/** `null` when it was not written by `pack`, or did not survive: gzip ends in a checksum. */
export async function unpack(packed: unknown): Promise<LastState | null> {
  if (!(packed instanceof ArrayBuffer)) return null;
  try {
    const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    const read: unknown = await new Response(plain).json();
    return isState(read) ? { asOf: read.asOf, cells: new Map(read.cells) } : null;
  } catch {
    return null;
  }
}

/** As it is written. */
type Entries = { asOf: number; cells: [string, never][] };

export function isState(read: unknown): read is Entries {
  if (typeof read !== 'object' || read === null || !('asOf' in read) || !('cells' in read)) return false;
  // A moment that no calendar has would end the banner that should name it.
  if (typeof read.asOf !== 'number' || Number.isNaN(new Date(read.asOf).getTime())) return false;
  return Array.isArray(read.cells) && read.cells.length > 0 && read.cells.every(isCell);
}

function isCell(entry: unknown): boolean {
  if (!Array.isArray(entry) || entry.length !== 2) return false;
  const [key, value] = entry as unknown[];
  return typeof key === 'string' && typeof value === 'object' && value !== null;
}
