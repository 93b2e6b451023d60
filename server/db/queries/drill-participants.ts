import type { Participant } from '../../contract/drill-rest.ts';
import type { Static } from 'typebox';
import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { utcText } from './utc-text.ts';

/** Somebody, or a screen, that takes part. */
export type Taker = { account: number } | { screen: number };

const columnOf = (taker: Taker) => ('account' in taker ? 'account' : 'screen');
const idOf = (taker: Taker) => ('account' in taker ? taker.account : taker.screen);

/** Leaves a drill, or whatever drill it took part in. @returns the drill, where there was one */
export async function leaveDrill(
  tx: Queryable,
  taker: Taker,
  drill: number | null = null,
): Promise<number | null> {
  const [row] = await tx.query<{ drill: number }>(
    `UPDATE ${SHARED_SCHEMA}.drill_participant SET left_at = now()
     WHERE ${columnOf(taker)} = $1 AND left_at IS NULL AND drill = coalesce($2, drill) RETURNING drill`,
    [idOf(taker), drill],
  );
  return row?.drill ?? null;
}

/** Takes part from now on; in one drill at a time. */
export async function joinDrill(tx: Queryable, drill: number, taker: Taker): Promise<void> {
  await tx.query(
    `INSERT INTO ${SHARED_SCHEMA}.drill_participant (drill, ${columnOf(taker)}) VALUES ($1, $2)`,
    [drill, idOf(taker)],
  );
}

/** The drill is over: everybody leaves, and screens go home. */
export async function leaveAll(tx: Queryable, drill: number): Promise<void> {
  await tx.query(
    `UPDATE ${SHARED_SCHEMA}.drill_participant SET left_at = now() WHERE drill = $1 AND left_at IS NULL`,
    [drill],
  );
  await tx.query(
    `UPDATE ${SHARED_SCHEMA}.screen SET drill_realm = NULL
     WHERE drill_realm = (SELECT realm FROM ${SHARED_SCHEMA}.drill WHERE id = $1)`,
    [drill],
  );
}

export async function readParticipants(db: Queryable, drill: number): Promise<Static<typeof Participant>[]> {
  return await db.query<Static<typeof Participant>>(
    `SELECT CASE WHEN p.account IS NULL THEN 'screen' ELSE 'account' END AS kind, coalesce(p.account, p.screen) AS id,
            coalesce(a.name, s.name) AS name, ${utcText('p.joined_at')} AS "joinedAt", ${utcText('p.left_at')} AS "leftAt"
     FROM ${SHARED_SCHEMA}.drill_participant p LEFT JOIN ${SHARED_SCHEMA}.account a ON a.id = p.account
     LEFT JOIN ${SHARED_SCHEMA}.screen s ON s.id = p.screen WHERE p.drill = $1 ORDER BY p.joined_at, 2`,
    [drill],
  );
}
