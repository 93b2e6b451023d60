import { senderOfToken, type FeedIdentity } from '../access/feed-tokens.ts';
import { realmDatabase, type Database, type Queryable } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { decideHeldEvent, type DecidedRow } from '../db/queries/held-events.ts';

/** Puts an event in as if its sender had sent it now. @returns why not */
export type Release = (
  tx: Queryable,
  event: DecidedRow,
  sender: FeedIdentity,
) => Promise<{ path: string; reason: string } | null>;

export interface HeldOrder {
  realm: string;
  id: number;
  decision: 'released' | 'discarded';
  /** As the audit log names who does it. */
  actor: string;
}

/** Nothing was decided: the event waits on. */
export class NotReleased extends Error {
  override readonly name = 'NotReleased';
  readonly path: string;
  readonly reason: string;

  constructor({ path, reason }: { path: string; reason: string }) {
    super(`${path} ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}

/** What the database refuses of a row in words of its own: values, constraints, rights. */
const REFUSED_BY_DATABASE = /^(22...|23...|42501)$/;

/**
 * Releases an event that was held, so that it counts, or discards it. Either way it is kept. One that cannot be put in is not
 * released: throws {@link NotReleased}.
 * @returns false when no such event waits
 */
export async function decideHeld(db: Database, order: HeldOrder, release: Release): Promise<boolean> {
  const { schema } = realmDatabase(db, order.realm);
  try {
    return await db.transaction((tx) => decide(tx, schema, order, release));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && REFUSED_BY_DATABASE.test(String(error.code))))
      throw error;
    throw new NotReleased({ path: '/', reason: `is not taken by the database: ${error.message}` });
  }
}

async function decide(
  tx: Queryable,
  schema: string,
  { actor, decision, id, realm }: HeldOrder,
  release: Release,
): Promise<boolean> {
  const event = await decideHeldEvent(tx, schema, { id, decision, actor });
  if (event === null) return false;
  if (decision === 'released') {
    const sender = await senderOfToken(tx, event.token);
    if (sender === null)
      throw new NotReleased({ path: '/', reason: 'was sent with a token that is not known' });
    const fault = await release(tx, event, sender);
    if (fault !== null) throw new NotReleased(fault);
  }
  const { row: _row, heldAt: _heldAt, ...detail } = event;
  await appendAudit(tx, {
    actor,
    action: `held-event.${decision}`,
    object: `held-event:${realm}:${id}`,
    detail,
  });
  return true;
}
