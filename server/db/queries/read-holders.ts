import { arrayLiteral } from '../array-literal.ts';
import type { Database } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { OPEN_SESSION, type SessionRow } from './read-principals.ts';
import { SETTINGS, type ScreenSettingsRow } from './screens.ts';

export interface HolderRows {
  sessions: SessionRow[];
  screens: ScreenSettingsRow[];
}

/**
 * Accounts of open sessions and settings of screens that are not revoked, of these ids, in one statement: it runs every
 * second or two for all who are connected, so it waits no longer than that for an answer.
 */
export async function readHolders(
  db: Database,
  sessions: readonly number[],
  screens: readonly number[],
): Promise<HolderRows> {
  const ids = (of: readonly number[]) =>
    arrayLiteral(
      of.map((id) => [id]),
      0,
    );
  const [row] = await db.query<HolderRows>(
    `SELECT
       (SELECT coalesce(jsonb_agg(jsonb_build_object('sessionId', s.id, 'id', a.id, 'name', a.name, 'roles', a.roles,
          'scopes', a.scopes, 'unseenSeconds', extract(epoch FROM now() - s.seen_at))), '[]')
        FROM ${SHARED_SCHEMA}.session s JOIN ${SHARED_SCHEMA}.account a ON a.id = s.account
        WHERE s.id = ANY ($1::bigint[]) AND ${OPEN_SESSION}) AS sessions,
       (SELECT coalesce(jsonb_agg(to_jsonb(found)), '[]')
        FROM (SELECT ${SETTINGS} FROM ${SHARED_SCHEMA}.screen
          WHERE id = ANY ($2::bigint[]) AND revoked_at IS NULL) AS found) AS screens`,
    [ids(sessions), ids(screens)],
    { timeoutMs: 1_500 },
  );
  return row ?? { sessions: [], screens: [] };
}
