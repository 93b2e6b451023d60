import { realmDatabase, type Database } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { decideHeldEvent, insertReleased } from '../db/queries/held-events.ts';
import type { EventTable } from '../db/queries/insert-events.ts';

/**
 * Releases an event that was held, so that it counts, or discards it. Either way it is kept.
 * @param tables by type of event
 * @param actor as the audit log names who does it
 * @returns false when no such event waits
 */
export async function decideHeld(
  db: Database,
  tables: Readonly<Record<string, EventTable>>,
  {
    actor,
    decision,
    id,
    realm,
  }: { realm: string; id: number; decision: 'released' | 'discarded'; actor: string },
): Promise<boolean> {
  const { schema } = realmDatabase(db, realm);
  return await db.transaction(async (tx) => {
    const event = await decideHeldEvent(tx, schema, { id, decision, actor });
    if (event === null) return false;
    const { row, ...detail } = event;
    const table = tables[event.type];
    if (table === undefined) throw new Error(`an event of type ${event.type} was held`);
    if (decision === 'released') await insertReleased(tx, schema, table, row);
    await appendAudit(tx, {
      actor,
      action: `held-event.${decision}`,
      object: `held-event:${realm}:${id}`,
      detail,
    });
    return true;
  });
}
