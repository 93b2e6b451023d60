import { placeKey, type CellKind, type CellValue } from '../../contract/cells.ts';
import { readToldPlaces, type ToldPlace } from '../../db/queries/read-told-places.ts';
import type { RealmDatabase } from '../../db/database.ts';
import type { Cells } from '../read-cells.ts';

/**
 * Cells of a kind, and an empty one for each place that feeds tell of and that has none: there "none" is known, which is
 * not "no data". `covers` leaves out places where the kind means nothing.
 */
export async function withEmpty(
  realm: RealmDatabase,
  kind: CellKind,
  cells: Cells,
  empty: CellValue,
  {
    covers = () => true,
    needsLeads = false,
  }: { covers?: (place: ToldPlace) => boolean; needsLeads?: boolean } = {},
): Promise<Cells> {
  const { leads, places } = await readToldPlaces(realm);
  if (needsLeads && !leads) return cells;
  const there = new Set(cells.map(([key]) => key));
  const keys = places.filter(covers).map(({ port, route }) => placeKey(kind, port, route));
  // Headquarters has a word of its own, where nothing is bound to a place.
  if (needsLeads) keys.push(placeKey(kind, null, null));
  const missing = [...new Set(keys)].filter((key) => !there.has(key));
  return [...cells, ...missing.map((key): Cells[number] => [key, empty])];
}
