import { actorOf, type Account } from '../access/principal.ts';
import type { DrillState } from '../contract/drill-rest.ts';
import { COMMAND } from '../control/feed-access.ts';
import type { Database, Queryable } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { appendDrillEvent, changeDrill, readDrill, type DrillRow } from '../db/queries/drills.ts';
import { endWithLease } from '../db/queries/lease.ts';
import { DrillRefusal } from './refusals.ts';

/** Who changes a drill: a person, a command (`null`), or the board itself. */
export type Changer = Account | null | 'system';

/**
 * Changes how a drill stands, with its log and its audit, in one transaction. Throws {@link DrillRefusal} where it no longer
 * stands as `row` says.
 * @param kind what the log says
 * @param also what becomes true with it
 */
export async function changeState(
  db: Database,
  row: DrillRow,
  {
    by,
    kind = '',
    speed = null,
    state,
  }: { state: DrillState; speed?: number | null; by: Changer; kind?: string },
  also: (tx: Queryable) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const event = kind === '' ? state : kind;
  await db.transaction(async (tx) => {
    await endWithLease(tx);
    if (!(await changeDrill(tx, row.id, { from: [row.state], state, speed })))
      throw new DrillRefusal('not-now', 'somebody else has just changed it');
    const ordered = speed === null ? {} : { speed };
    const shows = (await readDrill(tx, row.id))?.shows ?? row.shows;
    const detail = { by: nameOf(by), ...ordered };
    await appendDrillEvent(tx, row.id, { at: shows, kind: event, detail });
    const actor = by === 'system' ? by : by === null ? COMMAND : actorOf(by);
    await appendAudit(tx, { actor, action: `drill.${event}`, object: `drill:${row.id}`, detail: ordered });
    await also(tx);
  });
}

/** As the log of a drill names who changes it. */
export function nameOf(by: Changer): string | null {
  return by === null || by === 'system' ? null : by.name;
}

/** The drill of a number. Throws {@link DrillRefusal} where there is none. */
export async function drillRow(db: Queryable, id: number): Promise<DrillRow> {
  const row = await readDrill(db, id);
  if (row === null) throw new DrillRefusal('unknown', 'there is no such drill');
  return row;
}
