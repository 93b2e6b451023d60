import type { RealmDatabase } from '../../../../server/db/database.ts';
import { drawnCells, type Panel } from '../../../../server/follow/panel-follower.ts';
import type { Cells } from '../../../../server/follow/read-cells.ts';

/** Cells of a panel as a wall gets them. */
export async function drawn(panel: Panel, realm: RealmDatabase, now: number): Promise<Cells> {
  return drawnCells(panel, await panel.read(realm, now));
}
