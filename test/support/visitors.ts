import { newSecret } from '../../server/access/secrets.ts';
import { ROLES } from '../../server/contract/roles.ts';
import type { Database } from '../../server/db/database.ts';
import { registerRealm } from '../../server/db/queries/realms.ts';
import { pairedScreen, signedIn } from './people.ts';
import type { TestServer } from './server.ts';

/** Headers that show something. */
export type Shown = Record<string, string>;

export const METRICS_TOKEN = 'metrics-token-of-tests';

/** A realm that exists and that no server of the tests runs. */
export const ELSEWHERE = {
  name: 'elsewhere',
  kind: 'drill',
  ko: '훈련',
  en: 'drill',
  simulated: true,
} as const;

/** What everyone shows who is known: people by role, and the rest. */
export async function knownVisitors(db: Database, server: TestServer): Promise<Map<string, Shown>> {
  const people = await Promise.all(
    ROLES.map(async (role) => [role, { cookie: (await signedIn(db, [role])).cookie }] as const),
  );
  return new Map<string, Shown>([
    ...people,
    ['nobody', { cookie: (await signedIn(db, [])).cookie }],
    ['screen', bearer((await pairedScreen(db)).key)],
    ['feed', bearer(await server.token('visitor'))],
    ['control', bearer('test-control-key')],
    ['metrics', bearer(METRICS_TOKEN)],
  ]);
}

/** What opens nothing any more, or never did. */
export async function wrongVisitors(db: Database): Promise<Map<string, Shown>> {
  const session = async (change: string) => {
    const person = await signedIn(db, ROLES);
    await db.query(change, [person.id]);
    return { cookie: person.cookie };
  };
  const revokedScreen = await pairedScreen(db);
  await db.query('UPDATE gwanje.screen SET revoked_at = now() WHERE id = $1', [revokedScreen.id]);
  const all = await signedIn(db, ROLES);
  return new Map<string, Shown>([
    ['expired session', await session('UPDATE gwanje.session SET expires_at = now() WHERE account = $1')],
    ['revoked session', await session('UPDATE gwanje.session SET revoked_at = now() WHERE account = $1')],
    [
      'session of a disabled account',
      await session('UPDATE gwanje.account SET disabled_at = now() WHERE id = $1'),
    ],
    ['session nobody has', { cookie: `gwanje=${newSecret('gwx').secret}` }],
    ['empty session', { cookie: 'gwanje=' }],
    ['garbage for a session', { cookie: "gwanje=' OR 1=1 --%00" }],
    ['endless session', { cookie: `gwanje=${'x'.repeat(5_000)}` }],
    ["screen's key for a session", { cookie: `gwanje=${(await pairedScreen(db)).key}` }],
    ['revoked screen', bearer(revokedScreen.key)],
    ['screen nobody has', bearer(newSecret('gws').secret)],
    // A key and a session of two kinds: the key is what counts, and it opens nothing.
    ['revoked screen with a session of all roles', { ...bearer(revokedScreen.key), cookie: all.cookie }],
  ]);
}

/** What is none of the board's kinds: whoever shows it is a guest. */
export async function strangers(db: Database): Promise<Map<string, Shown>> {
  const all = await signedIn(db, ROLES);
  return new Map<string, Shown>([
    ['nothing', {}],
    ['session of all roles as a bearer', bearer(all.session)],
    ['session under another name', { cookie: `gwanje2=${all.session}; Gwanje=${all.session}` }],
    ['feed token nobody has', bearer(newSecret('gwj').secret)],
    ['wrong control key', bearer('test-control-kex')],
    ['wrong metrics token', bearer(`${METRICS_TOKEN}x`)],
    ['basic authentication', { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` }],
    ['garbage', { authorization: 'Bearer \u00ff\u00fe' }],
  ]);
}

/** What is good in another realm. */
export async function foreigners(db: Database): Promise<{ screen: Shown; feed: Shown }> {
  await registerRealm(db, ELSEWHERE);
  const { hash, secret } = newSecret('gwj');
  await db.query("INSERT INTO gwanje.feed_token (hash, realm, feed) VALUES ($1, 'elsewhere', 'x')", [hash]);
  const { key } = await pairedScreen(db, { realm: ELSEWHERE.name });
  return { screen: bearer(key), feed: bearer(secret) };
}

function bearer(secret: string): Shown {
  return { authorization: `Bearer ${secret}` };
}
