import { createHash, randomBytes, randomInt } from 'node:crypto';
import { parseScope } from '../contract/scope.ts';
import type {
  ClaimAnswer,
  PairingOffer,
  ScreenChange,
  ScreenConfirmation,
  ScreenSettings,
} from '../contract/screens-rest.ts';
import type { Database } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { confirmPairing, holdPairing, insertPairing, usePairing } from '../db/queries/pairings.ts';
import {
  holdScreen,
  insertScreen,
  listScreens,
  revokeScreen,
  setScreenKey,
  updateScreen,
  type ListedScreenRow,
} from '../db/queries/screens.ts';
import { actorOf, withinScopes, type Account } from './principal.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** No two of them look alike from afar: neither O and 0 and Q, nor I and 1, S and 5, B and 8, U and V, Z and 2. */
const LETTERS = '34679ACDEFGHJKMNPRTVWXY';
const CODE_LENGTH = 8;
const CODE_SECONDS = 300;
/** Screens that wait to be paired at once. */
const MOST_WAITING = 1_000;

/** Why a deed was not done. */
export type ScreenFault = 'no-such-code' | 'no-such-screen' | 'not-yours';

/** Pairs screens, and keeps how they are set. Every change is in the audit log, in the same transaction. */
export class Screens {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A code for a screen to show; `null` when too many wait already. */
  async offer(): Promise<PairingOffer | null> {
    const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    const { hash, secret } = newSecret('gwp');
    const expiresAt = await insertPairing(this.#db, {
      codeHash: hashSecret(code),
      secretHash: hash,
      seconds: CODE_SECONDS,
      most: MOST_WAITING,
    });
    return expiresAt === null ? null : { code, secret, expiresAt: expiresAt.toISOString() };
  }

  /** The key for a screen whose code was confirmed; `null` when its code is over. */
  async claim(secret: string): Promise<ClaimAnswer | null> {
    return await this.#db.transaction(async (tx) => {
      const id = await usePairing(tx, hashSecret(secret));
      if (id === undefined) return null;
      if (id === null) return { confirmed: false };
      // Made of the secret that only the screen has: two claims give one key, also when an answer was lost.
      const key = `gws_${createHash('sha256').update(`key of ${secret}`).digest('base64url')}`;
      const screen = await setScreenKey(tx, id, hashSecret(key));
      return screen === null ? null : { confirmed: true, key, screen };
    });
  }

  /** Confirms the code that a screen shows: it may fetch its key from now on. */
  async confirm(
    by: Account,
    { code, ...settings }: ScreenConfirmation & { realm: string },
  ): Promise<ScreenSettings | ScreenFault> {
    if (!maySet(by, settings.scope)) return 'not-yours';
    const codeHash = hashSecret(code.toUpperCase().replace(/[^0-9A-Z]/g, ''));
    return await this.#db.transaction(async (tx) => {
      if (!(await holdPairing(tx, codeHash))) return 'no-such-code';
      const keyHash = hashSecret(randomBytes(32).toString('base64url'));
      const screen = await insertScreen(tx, { ...settings, keyHash, pairedBy: by.id });
      await confirmPairing(tx, codeHash, screen.id);
      const { id, ...detail } = screen;
      await appendAudit(tx, { actor: actorOf(by), action: 'screen.paired', object: `screen:${id}`, detail });
      return screen;
    });
  }

  /** Screens whose scope lies within those of the account. */
  async list(by: Account): Promise<ListedScreenRow[]> {
    return (await listScreens(this.#db)).filter(({ scope }) => maySet(by, scope));
  }

  async change(by: Account, id: number, change: ScreenChange): Promise<ScreenSettings | ScreenFault> {
    return await this.#db.transaction(async (tx) => {
      const screen = await holdScreen(tx, id);
      if (screen === null) return 'no-such-screen';
      if (!maySet(by, screen.scope) || !maySet(by, change.scope ?? screen.scope)) return 'not-yours';
      const changed = await updateScreen(tx, id, change);
      if (changed === null) return 'no-such-screen';
      const deed = { action: 'screen.changed', object: `screen:${id}`, detail: { ...change } };
      await appendAudit(tx, { actor: actorOf(by), ...deed });
      return changed;
    });
  }

  /** Its key opens nothing any more, for ever. @returns why not; `null` when it is done */
  async revoke(by: Account, id: number): Promise<ScreenFault | null> {
    return await this.#db.transaction(async (tx) => {
      const screen = await holdScreen(tx, id);
      if (screen === null) return 'no-such-screen';
      if (!maySet(by, screen.scope)) return 'not-yours';
      await revokeScreen(tx, id);
      await appendAudit(tx, { actor: actorOf(by), action: 'screen.revoked', object: `screen:${id}` });
      return null;
    });
  }
}

/** Whether the account may have a screen show this. A scope that this version does not know is headquarters' to mend. */
function maySet(by: Account, text: string): boolean {
  const scope = parseScope(text);
  return scope === null ? by.scopes.includes('headquarters') : withinScopes(scope, by.scopes);
}
