import { newSecret } from '../../server/access/secrets.ts';
import type { Role } from '../../server/contract/roles.ts';
import type { Database } from '../../server/db/database.ts';

export interface Person {
  id: number;
  sessionId: number;
  /** `Cookie` header of a session that is open. */
  cookie: string;
  /** The session's secret: value of the cookie. */
  session: string;
}

/** A person with an open session, straight in the database. */
export async function signedIn(
  db: Database,
  roles: readonly Role[],
  options: { scopes?: readonly string[]; login?: string; name?: string } = {},
): Promise<Person> {
  const { secret, hash } = newSecret('gwx');
  const login = options.login ?? `test-${secret.slice(4, 14).toLowerCase()}`;
  const [row] = await db.query<{ id: number; session: number }>(
    `WITH person AS (
       INSERT INTO gwanje.account (login, name, roles, scopes) VALUES ($1, $2, $3::text[], $4::text[]) RETURNING id)
     INSERT INTO gwanje.session (hash, account, expires_at)
     SELECT $5, id, now() + interval '12 hours' FROM person RETURNING account AS id, id AS session`,
    [login, options.name ?? login, list(roles), list(options.scopes ?? ['headquarters']), hash],
  );
  if (row === undefined) throw new Error('nobody was signed in');
  return { id: row.id, sessionId: row.session, session: secret, cookie: `gwanje=${secret}` };
}

/** A paired screen's key. */
export async function pairedScreen(
  db: Database,
  options: { realm?: string; scope?: string; views?: readonly string[]; name?: string } = {},
): Promise<{ id: number; key: string }> {
  const { secret, hash } = newSecret('gws');
  const [row] = await db.query<{ id: number }>(
    `INSERT INTO gwanje.screen (name, key_hash, realm, scope, views, dwell_seconds, inches, metres, language)
     VALUES ($1, $2, $3, $4, $5::text[], 20, 98, 6, 'ko') RETURNING id`,
    [
      options.name ?? 'test screen',
      hash,
      options.realm ?? 'live',
      options.scope ?? 'headquarters',
      list(options.views ?? ['overview']),
    ],
  );
  if (row === undefined) throw new Error('no screen was paired');
  return { id: row.id, key: secret };
}

function list(texts: readonly string[]): string {
  return `{${texts.map((each) => JSON.stringify(each)).join(',')}}`;
}
