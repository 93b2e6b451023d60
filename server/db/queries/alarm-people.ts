import type { Database } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** Accounts with one of the roles that are not disabled, by name. */
export async function readPeopleWith(
  db: Database,
  roles: readonly string[],
): Promise<{ id: number; name: string; scopes: string[] }[]> {
  return await db.query(
    `SELECT id, name, scopes FROM ${SHARED_SCHEMA}.account
     WHERE roles && string_to_array($1, ',') AND disabled_at IS NULL ORDER BY name, id`,
    [roles.join(',')],
  );
}
