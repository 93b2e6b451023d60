import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** Whether anybody may administer the board: an account with the role that is not disabled. */
export async function hasAdministrator(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM ${SHARED_SCHEMA}.account
       WHERE 'administrator' = ANY (roles) AND disabled_at IS NULL) AS there`,
  );
  return row?.there === true;
}

/** Login of an account; `null` when there is none. */
export async function readLogin(db: Queryable, id: number): Promise<string | null> {
  const [row] = await db.query<{ login: string }>(
    `SELECT login FROM ${SHARED_SCHEMA}.account WHERE id = $1`,
    [id],
  );
  return row?.login ?? null;
}
