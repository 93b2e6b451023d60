import type { TakenBack } from '../contract/feed-rest.ts';
import { realmDatabase, type Database, type Queryable, type RealmDatabase } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { forgetSums } from '../db/queries/stated-sums.ts';
import {
  closeOrder,
  discardHeld,
  isFeed,
  isOver,
  noteSaid,
  orderTakeBack,
  orderUndone,
  readDroppedOf,
  readOpenOrders,
  restoreAnnounced,
  settleSome,
  stands,
  STREAMS,
  waitForWriters,
  withdrawSaid,
  type OpenOrder,
  type SaidPeriod,
  type Settled,
} from '../db/queries/take-back.ts';
import { isReserved } from './feed-access.ts';

/** Events that are settled in one transaction: while it runs (1.3 ms an event natively, under load) feeds wait. */
const MOST_AT_ONCE = 250;
/** To settle what was counted takes longer than counting it did. */
const PATIENT = { timeoutMs: 60_000 };

/** Why nothing was done. */
export type NotTakenBack = 'not over' | 'no period' | 'no feed';

/**
 * Takes back what a feed said in a period, by when the database received it, whatever time it claims: its events count nowhere,
 * its corrections hold no longer, what it announced is withdrawn, and what is held for review is discarded. Everything that
 * counts follows by the triggers of an ordinary correction, and what was known before can still be asked for. Done in parts; where it
 * is interrupted {@link settleOrders} goes on, and doing it again changes nothing.
 * @param actor as the audit log names who does it
 */
export async function takeBack(
  db: Database,
  realm: string,
  said: SaidPeriod,
  actor: string,
): Promise<Omit<TakenBack, 'realm'> | NotTakenBack> {
  const { schema } = realmDatabase(db, realm);
  // Nobody stole a token of theirs.
  if (isReserved(said.feed)) return 'no feed';
  if (!(Date.parse(said.from) < Date.parse(said.until))) return 'no period';
  if (!(await isOver(db, schema, said.until))) return 'not over';
  if (!(await isFeed(db, schema, said.feed))) return 'no feed';
  const object = `feed:${realm}:${said.feed}`;
  const period = { from: said.from, until: said.until };
  const done = await db.transaction(async (tx) => {
    const number = await orderTakeBack(tx, schema, said);
    const { noted: _, ...withdrawn } = await note(tx, schema, said, number, actor);
    const detail = { number, ...period, ...withdrawn };
    // Written before the first event goes: nothing is taken back of which the log does not know.
    await appendAudit(tx, { actor, action: 'feed.take-back-started', object, detail });
    return { number, ...withdrawn };
  }, PATIENT);
  const settled = await settle(db, schema, { ...said, number: done.number, undone: false }, actor);
  const { counted: retracted, corrections } = settled;
  for (const key of WITHDRAWN) done[key] += settled[key];
  const dropped = await readDroppedOf(db, schema, said);
  const result = { ...done, retracted, corrections, dropped };
  await db.transaction(async (tx) => {
    await appendAudit(tx, { actor, action: 'feed.taken-back', object, detail: { ...period, ...result } });
  });
  return result;
}

/**
 * Undoes an order to take back: its events count again and its corrections hold again, but for flights that have landed by
 * another list since. Announcements that were withdrawn and events that were held and discarded do not come back.
 * @returns how many events count again; `null` where no such order stands
 */
export async function undoTakeBack(
  db: Database,
  realm: string,
  number: number,
  actor: string,
): Promise<{ feed: string; counted: number } | null> {
  const { schema } = realmDatabase(db, realm);
  const order = await db.transaction(async (tx) => {
    const order = await orderUndone(tx, schema, number);
    if (order === null) return null;
    const { feed, ...period } = order;
    const object = `feed:${realm}:${feed}`;
    await appendAudit(tx, { actor, action: 'feed.take-back-undone', object, detail: { number, ...period } });
    return order;
  }, PATIENT);
  if (order === null) return null;
  const { counted } = await settle(db, schema, { ...order, number, undone: true }, actor);
  return { feed: order.feed, counted };
}

/** Goes on with orders whose server ended before they were done, and with what was being written when their period ended. */
export async function settleOrders({ db, schema }: RealmDatabase): Promise<void> {
  for (const order of await readOpenOrders(db, schema)) {
    const { settled, ...done } = await settle(db, schema, order, 'board');
    if (settled + done.announced + done.held === 0) continue;
    const { feed, number, undone } = order;
    const action = undone ? 'feed.take-back-undone' : 'feed.taken-back';
    const detail = { number, ...done };
    await db.transaction((tx) =>
      appendAudit(tx, { actor: 'board', action, object: `feed:${schema}:${feed}`, detail }),
    );
  }
}

/** What becomes of what does not count yet: announcements that are withdrawn or come back, and what was held. */
interface Withdrawn {
  announced: number;
  restored: number;
  held: number;
}
const WITHDRAWN = ['announced', 'restored', 'held'] as const;

/** Withdraws what of it does not count yet, and notes what does: that stops counting part by part. */
async function note(
  tx: Queryable,
  schema: string,
  said: SaidPeriod,
  number: number,
  actor: string,
): Promise<Withdrawn & { noted: number }> {
  // Undone meanwhile: what its undoing has laid down stays.
  if (!(await stands(tx, schema, number))) return { announced: 0, restored: 0, held: 0, noted: 0 };
  await waitForWriters(tx, schema);
  // Before the arrivals are looked for: what lands meanwhile is among them.
  const announced = await withdrawSaid(tx, schema, said);
  const noted = await noteSaid(tx, schema, said, number);
  const restored = await restoreAnnounced(tx, schema, said, number);
  const held = await discardHeld(tx, schema, said, actor);
  // With the note: a server that ends on the way leaves no sum of what is about to go.
  if (noted > 0) await forgetSums(tx, schema, said.feed);
  return { announced, restored, held, noted };
}

async function settle(
  db: Database,
  schema: string,
  order: OpenOrder,
  actor: string,
): Promise<Settled & Withdrawn> {
  const { number, undone } = order;
  const sum = { settled: 0, counted: 0, corrections: 0, announced: 0, restored: 0, held: 0 };
  // What was being written when it was noted comes with a further round.
  for (let more = true; more;) {
    more = false;
    if (!undone) {
      const some = await db.transaction((tx) => note(tx, schema, order, number, actor), PATIENT);
      for (const key of WITHDRAWN) sum[key] += some[key];
      more = some.noted > 0;
    }
    for (const stream of STREAMS) {
      for (let settled = MOST_AT_ONCE; settled === MOST_AT_ONCE;) {
        const part = (tx: Queryable) => settleSome(tx, schema, number, stream, MOST_AT_ONCE);
        const some = await db.transaction(part, PATIENT);
        ({ settled } = some);
        for (const key of ['settled', 'counted', 'corrections'] as const) sum[key] += some[key];
      }
    }
  }
  await closeOrder(db, schema, number);
  return sum;
}
