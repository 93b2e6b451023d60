import type { Queryable } from '../database.ts';
import { arrayLiteral } from '../array-literal.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

export interface ActingPerson {
  id: number;
  name: string;
  scopes: string[];
}

/** Accounts that are not disabled and have one of the roles, by name; or the one of that id. */
export async function readPeople(
  db: Queryable,
  roles: readonly string[],
  id: number | null = null,
): Promise<ActingPerson[]> {
  return await db.query<ActingPerson>(
    `SELECT id, name, scopes FROM ${SHARED_SCHEMA}.account
     WHERE disabled_at IS NULL AND roles && $1::text[] AND ($2::bigint IS NULL OR id = $2) ORDER BY name, id`,
    [
      arrayLiteral(
        roles.map((role) => [role]),
        0,
      ),
      id,
    ],
  );
}

/** Name of an account; `null` when there is none. */
export async function readName(db: Queryable, id: number): Promise<string | null> {
  const [row] = await db.query<{ name: string }>(`SELECT name FROM ${SHARED_SCHEMA}.account WHERE id = $1`, [
    id,
  ]);
  return row?.name ?? null;
}
