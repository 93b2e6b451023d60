import type { RealmCell } from '../contract/cells.ts';
import type { Role } from '../contract/roles.ts';
import type { Scope } from '../contract/scope.ts';
import type { ScreenSettings } from '../contract/screens-rest.ts';
import type { Database } from '../db/database.ts';
import { readOpenDrills } from '../db/queries/drills.ts';
import { readHolders } from '../db/queries/read-holders.ts';
import { shareWindows, type WindowElsewhereRow, type WindowRow } from '../db/queries/screen-windows.ts';
import { knownScopes, WrongCredentials, type Access, type Credentials } from './access.ts';
import { actorOf, hasRight, type Principal } from './principal.ts';

/** What one who is connected may watch, as it was when it was asked for. */
interface Pass {
  readonly holder: string;
  readonly mayRead: (realm: RealmCell, scope: Scope) => boolean;
  readonly mayLook: boolean;
  readonly screen: number | null;
  readonly settings: ScreenSettings | null;
}

export interface PassesOptions {
  db: Database;
  access: Access;
  /** Names this run of this server. */
  run: string;
  /** It cannot be known who somebody is: they wait, and whoever is connected stays. */
  failed: (error: unknown) => void;
}

/** A database that does not answer is waited for this long at a handshake, in milliseconds. */
const PATIENCE_MS = 2_500;

/** Gives passes to connections, and renews them while they last. */
export class Passes {
  readonly #options: PassesOptions;

  constructor(options: PassesOptions) {
    this.#options = options;
  }

  /** `revoked` only when the database says that what was shown opens nothing. */
  async admit(shown: Credentials): Promise<Pass | 'revoked' | 'not-ready'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'not-ready'>((answer) => {
      timer = setTimeout(() => answer('not-ready'), PATIENCE_MS);
    });
    try {
      const known = this.#options.access.identify(shown).then((principal) => this.#passOf(principal));
      return await Promise.race([known, late]);
    } catch (error) {
      if (error instanceof WrongCredentials) return 'revoked';
      this.#options.failed(error);
      return 'not-ready';
    } finally {
      clearTimeout(timer);
    }
  }

  /** See `Door.renew`. */
  async renew(holders: readonly string[]): Promise<Map<string, Pass>> {
    const ids = (kind: string) =>
      holders
        .filter((each) => each.startsWith(`${kind}:`))
        .map((each) => Number(each.slice(kind.length + 1)));
    const passes = new Map<string, Pass>();
    const add = (pass: Pass) => passes.set(pass.holder, pass);
    try {
      const found = await readHolders(this.#options.db, ids('session'), ids('screen'));
      // Who watches uses the session, though no request says so.
      await this.#options.access.lengthen(found.sessions);
      for (const { roles, scopes, unseenSeconds: _, ...row } of found.sessions) {
        add(this.#passOf({ kind: 'account', ...row, roles: roles as Role[], scopes: knownScopes(scopes) }));
      }
      for (const { id, realm, scope, ...row } of found.screens) {
        add(this.#passOf({ kind: 'screen', id, realm, scope }, { id, realm, scope, ...row }));
      }
      for (const row of await readOpenDrills(this.#options.db, ids('driver')))
        add(this.#passOf({ kind: 'driver', ...row }));
    } catch (error) {
      this.#options.failed(error);
      throw error;
    }
    return passes;
  }

  /** See `Door.share`. */
  async share(windows: readonly WindowRow[]): Promise<WindowElsewhereRow[]> {
    const { db, failed, run } = this.#options;
    try {
      return await shareWindows(db, run, windows);
    } catch (error) {
      failed(error);
      throw error;
    }
  }

  #passOf(principal: Principal, settings: ScreenSettings | null = null): Pass {
    return {
      holder: principal.kind === 'account' ? `session:${principal.sessionId}` : actorOf(principal),
      mayRead: (realm, scope) => this.#options.access.mayRead(principal, realm, scope),
      mayLook: hasRight(principal, 'look'),
      screen: principal.kind === 'screen' ? principal.id : null,
      settings,
    };
  }
}
