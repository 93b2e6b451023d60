import { ROUTES } from '../contract/routes.ts';
import type { Database, Queryable } from '../db/database.ts';
import { readFeedToken, useFeedToken, type KnownFeed } from '../db/queries/feed-tokens.ts';
import { placeWithin } from './principal.ts';
import { hashSecret } from './secrets.ts';
import { knownPorts } from '../contract/site-in-force.ts';

/** A feed that has shown its token. */
export interface FeedIdentity {
  realm: string;
  feed: string;
  /** Number of the token. */
  token: number;
  maySetRecordedTime: boolean;
  /** Whether it may correct, and state cases on, what other feeds sent. */
  mayCorrectOtherFeeds: boolean;
  /** Whether it may bring events older than the identities that are kept. */
  mayBringOldEvents: boolean;
  /** Whether it may speak for a place, or for what belongs to none; `null`: for everything. */
  speaksFor: ((port: string | null, route: string | null) => boolean) | null;
}

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
    const identity = this.#find(hash);
    this.#known.set(key, { identity, until: this.#now() + BELIEVED_MS });
    identity.catch(() => this.#known.delete(key));
    return await identity;
  }

  /** Forgets what it knew: a token that was revoked is found out at the next request. */
  forget(): void {
    this.#known.clear();
  }

  async #find(hash: Buffer): Promise<FeedIdentity | null> {
    const row = await useFeedToken(this.#db, hash);
    return row && identityOf(row);
  }
}

/**
 * The feed of a token by its number, for what it sent earlier. One that is revoked has none of its rights beyond its own word.
 */
export async function senderOfToken(db: Queryable, token: number): Promise<FeedIdentity | null> {
  const row = await readFeedToken(db, token);
  if (row === null) return null;
  const { revoked, ...known } = row;
  const rights = revoked && {
    maySetRecordedTime: false,
    mayCorrectOtherFeeds: false,
    mayBringOldEvents: false,
  };
  return identityOf({ ...known, ...rights });
}

function identityOf({ scopes, ...feed }: KnownFeed): FeedIdentity {
  return { ...feed, speaksFor: speaksFor(scopes) };
}

/** Every place is judged once, not with every event. Scopes that are known no more let nothing in. */
function speaksFor(scopes: readonly string[]): FeedIdentity['speaksFor'] {
  if (scopes.length === 0 || scopes.includes('headquarters')) return null;
  const places = new Set<string>();
  for (const port of [...knownPorts().map(({ code }) => code), null]) {
    for (const route of [...ROUTES, null]) {
      if (placeWithin(port, route, scopes)) places.add(`${port}|${route}`);
    }
  }
  return (port, route) => places.has(`${port}|${route}`);
}
