import { timingSafeEqual } from 'node:crypto';
import type { RealmCell } from '../contract/cells.ts';
import { parseScope, type Scope } from '../contract/scope.ts';
import { DatabaseAway, type Database } from '../db/database.ts';
import { readDriversByToken } from '../db/queries/drills.ts';
import { readScreensByKey, readSessionsByHash } from '../db/queries/read-principals.ts';
import { touchSessions } from '../db/queries/sessions.ts';
import { GUEST, hasRight, scopesOf, withinScopes, type Principal } from './principal.ts';
import type { Role } from '../contract/roles.ts';
import { hashSecret } from './secrets.ts';
import { Together } from './together.ts';

/** Who may read without showing anything: nobody, whoever reaches the port but simulated realms only, or any realm. */
export type Guests = 'off' | 'simulated' | 'all';

/** What a request shows of itself. */
export interface Credentials {
  /** Secret of the session's cookie. */
  session: string | undefined;
  /** Key of a screen; to watch a drill, the token of its driver. */
  screenKey: string | undefined;
}

/** Credentials that were shown and open nothing: unlike a guest's, who showed none. */
export class WrongCredentials extends Error {
  override readonly name = 'WrongCredentials';
}

/** How long a principal is believed without asking the database: what was revoked works no longer than this. */
const BELIEVED_MS = 1_000;
const MOST_REMEMBERED = 2_000;
/** Use of a session is written down this often, in seconds: it ends hours after the last. */
const SEEN_SECONDS = 300;

/** Knows who asks, and what they may read. */
export class Access {
  readonly guests: Guests;
  readonly #db: Database;
  readonly #metricsToken: Buffer | null;
  readonly #now: () => number;
  readonly #known = new Map<string, { principal: Promise<Principal | null>; until: number }>();
  readonly #asked: Record<'session' | 'screen' | 'driver', Together<Principal>>;

  constructor(options: { db: Database; guests: Guests; metricsToken: string | null; now: () => number }) {
    this.#db = options.db;
    this.guests = options.guests;
    this.#metricsToken = options.metricsToken === null ? null : hashSecret(`Bearer ${options.metricsToken}`);
    this.#now = options.now;
    this.#asked = {
      session: new Together((hashes) => this.#accounts(hashes)),
      screen: new Together<Principal>(async (hashes) => {
        const rows = await readScreensByKey(this.#db, hashes);
        return new Map(rows.map(({ hash, ...row }) => [hash, { kind: 'screen', ...row }]));
      }),
      driver: new Together<Principal>(async (hashes) => {
        const rows = await readDriversByToken(this.#db, hashes);
        return new Map(rows.map(({ hash, ...row }) => [hash, { kind: 'driver', ...row }]));
      }),
    };
  }

  /** Throws {@link WrongCredentials} when what was shown opens nothing, DatabaseAway when that cannot be known now. */
  async identify({ screenKey, session }: Credentials): Promise<Principal> {
    const shown = screenKey ?? session;
    if (shown === undefined) return GUEST;
    const principal = await this.#find(
      shown,
      screenKey === undefined ? 'session' : screenKey.startsWith('gwd_') ? 'driver' : 'screen',
    );
    if (principal === null) throw new WrongCredentials('what was shown opens nothing');
    return principal;
  }

  /** Whether the principal may read figures of a realm in a scope. */
  mayRead(principal: Principal, realm: RealmCell, scope: Scope): boolean {
    if (principal.kind === 'guest') {
      return this.guests === 'all' || (this.guests === 'simulated' && realm.simulated);
    }
    if (!hasRight(principal, 'read')) return false;
    if ('realm' in principal && principal.realm !== realm.name) return false;
    return withinScopes(scope, scopesOf(principal));
  }

  /** Whether metrics are for the principal: for administrators, for who shows the token of the setting, for `all` guests. */
  mayMonitor(principal: Principal, authorization = ''): boolean {
    if (hasRight(principal, 'monitor') || (principal.kind === 'guest' && this.guests === 'all')) return true;
    return this.#metricsToken !== null && timingSafeEqual(hashSecret(authorization), this.#metricsToken);
  }

  /** Forgets what it knew: whoever was revoked is found out at the next question. */
  forget(): void {
    this.#known.clear();
  }

  /** Sessions that are in use become longer, those whose use was not written down for a while in one statement. */
  async lengthen(sessions: readonly { sessionId: number; unseenSeconds: number }[]): Promise<void> {
    const due = sessions.filter(({ unseenSeconds }) => unseenSeconds > SEEN_SECONDS);
    if (due.length === 0) return;
    try {
      await touchSessions(
        this.#db,
        due.map(({ sessionId }) => sessionId),
      );
    } catch (error) {
      // Who asks is known all the same; the next use is written down.
      if (!(error instanceof DatabaseAway)) throw error;
    }
  }

  async #find(secret: string, kind: 'session' | 'screen' | 'driver'): Promise<Principal | null> {
    if (secret.length > 128) return null;
    const hash = hashSecret(secret).toString('hex');
    const key = `${kind} ${hash}`;
    const known = this.#known.get(key);
    if (known !== undefined && known.until > this.#now()) return await known.principal;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    const principal = this.#asked[kind].one(hash);
    this.#known.set(key, { principal, until: this.#now() + BELIEVED_MS });
    principal.catch(() => this.#known.delete(key));
    return await principal;
  }

  async #accounts(hashes: readonly string[]): Promise<Map<string, Principal>> {
    const rows = await readSessionsByHash(this.#db, hashes);
    await this.lengthen(rows);
    return new Map(
      rows.map(({ hash, id, name, roles, scopes, sessionId }) => [
        hash,
        { kind: 'account', id, name, sessionId, roles: roles as Role[], scopes: knownScopes(scopes) },
      ]),
    );
  }
}

/** Scopes that this version knows: an unknown one opens nothing. */
export function knownScopes(scopes: readonly string[]): string[] {
  return scopes.filter((each) => parseScope(each) !== null);
}
