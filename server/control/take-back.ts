import type { TakenBack } from '../contract/feed-rest.ts';
import { realmDatabase, type Database } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import {
  discardHeld,
  dropCorrections,
  isOver,
  retractSome,
  STREAMS,
  withdrawSaid,
  type SaidPeriod,
} from '../db/queries/take-back.ts';

/** Events that are retracted in one transaction: while it runs, no other correction can be written. */
const MOST_AT_ONCE = 2_000;
/** Restating what was counted takes longer than counting it did. */
const PATIENT = { timeoutMs: 60_000 };

/** Why nothing was done. */
export type NotTakenBack = 'not over' | 'no period';

/**
 * Takes back what a feed said in a period, by when it was recorded: its events are retracted, its corrections hold no longer,
 * what it announced is withdrawn, and what is held for review is discarded. Everything that counts follows by the triggers of
 * an ordinary retraction, and what was known before can still be asked for. Done in parts; where it is interrupted, doing it
 * again does the rest, and doing it twice changes nothing.
 * @param actor as the audit log names who does it
 */
export async function takeBack(
  db: Database,
  realm: string,
  said: SaidPeriod,
  actor: string,
): Promise<Omit<TakenBack, 'realm'> | NotTakenBack> {
  const { schema } = realmDatabase(db, realm);
  if (!(Date.parse(said.from) < Date.parse(said.until))) return 'no period';
  if (!(await isOver(db, schema, said.until))) return 'not over';
  const object = `feed:${realm}:${said.feed}`;
  const period = { from: said.from, until: said.until };
  const done = await db.transaction(async (tx) => {
    const corrections = await dropCorrections(tx, schema, said);
    const announced = await withdrawSaid(tx, schema, said);
    const held = await discardHeld(tx, schema, said, actor);
    const detail = { ...period, corrections, announced, held };
    // Written before the first event goes: nothing is taken back of which the log does not know.
    await appendAudit(tx, { actor, action: 'feed.take-back-started', object, detail });
    return { corrections, announced, held };
  }, PATIENT);
  let retracted = 0;
  for (const stream of STREAMS) {
    for (let after = { source: '', id: '' }; ;) {
      const some = await db.transaction(
        (tx) => retractSome(tx, schema, stream, said, after, MOST_AT_ONCE),
        PATIENT,
      );
      retracted += some.length;
      const last = some.at(-1);
      if (last === undefined || some.length < MOST_AT_ONCE) break;
      after = last;
    }
  }
  const result = { retracted, ...done };
  await db.transaction(async (tx) => {
    await appendAudit(tx, { actor, action: 'feed.taken-back', object, detail: { ...period, ...result } });
  });
  return result;
}
