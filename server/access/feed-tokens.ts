import type { Database } from '../db/database.ts';
import { findFeedToken, type FeedIdentity } from '../db/queries/feed-tokens.ts';
import { hashSecret } from './secrets.ts';

/** How long a token is believed without asking the database: a revoked one works no longer than this. */
const BELIEVED_MS = 2_000;
const MOST_REMEMBERED = 1_000;

/** Knows feeds by their tokens. */
export class FeedTokens {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #known = new Map<string, { identity: Promise<FeedIdentity | null>; until: number }>();

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** The feed of an `Authorization` header; `null` when it opens nothing. */
  async identify(authorization: string | undefined): Promise<FeedIdentity | null> {
    const token = /^Bearer ([\x21-\x7e]{8,200})$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return null;
    const hash = hashSecret(token);
    const key = hash.toString('base64');
    const known = this.#known.get(key);
    if (known !== undefined && known.until > this.#now()) return await known.identity;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    const identity = findFeedToken(this.#db, hash);
    this.#known.set(key, { identity, until: this.#now() + BELIEVED_MS });
    identity.catch(() => this.#known.delete(key));
    return await identity;
  }
}
