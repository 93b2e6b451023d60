import type { FastifyRequest } from 'fastify';
import type { Access } from '../access/access.ts';
import type { Accounts } from '../access/accounts.ts';
import type { Oidc } from '../access/oidc.ts';
import type { Passwords } from '../access/passwords.ts';
import type { SignInLimits } from '../access/sign-in-limits.ts';
import type { Catalogue } from '../drills/catalogue.ts';
import type { Drills } from '../drills/drills.ts';
import type { Database } from '../db/database.ts';
import type { FeedTokens } from '../access/feed-tokens.ts';
import { HEADQUARTERS, type Scope } from '../contract/scope.ts';
import type { Time } from '../contract/time.ts';
import type { Metrics } from '../metrics.ts';
import type { RunningRealm } from '../realm.ts';
import type { Replays } from '../replay/replays.ts';
import type { DatabaseWatch } from '../upkeep/database-watch.ts';
import { notKnown } from './guard.ts';
import { Refusal } from './problems.ts';

/** What routes work with. */
export interface RouteDeps extends Time {
  db: Database;
  realms: ReadonlyMap<string, RunningRealm>;
  /** Realm of requests that name none. */
  ownRealm: string;
  tokens: FeedTokens;
  replays: Replays;
  access: Access;
  accounts: Accounts;
  passwords: Passwords;
  signInLimits: SignInLimits;
  /** The OpenID provider that people may sign in with. */
  oidc: Oidc | null;
  /** Address by which browsers reach the board, without a slash at its end. */
  publicUrl: () => string;
  drills: Drills;
  catalogue: Catalogue;
  metrics: Metrics;
  databaseWatch: DatabaseWatch;
}

/** The realm that a request names, or the server's own. */
export function realmOf({ ownRealm, realms }: RouteDeps, name: string | undefined): RunningRealm {
  const realm = realms.get(name ?? ownRealm);
  if (realm === undefined) throw new Refusal(404, 'this server has no such realm');
  return realm;
}

/** The same where something is to be done in it. What is past is shown and nothing else. */
export function realmToActIn(deps: RouteDeps, name: string | undefined): RunningRealm {
  const realm = realmOf(deps, name);
  if (realm.describe.kind === 'replay')
    throw new Refusal(409, 'this is a replay: what is past is shown, and nothing can be done in it');
  return realm;
}

/**
 * The realm that a request names, where the one who asks may read it in the scope: all of it when none is given. Whoever
 * shows nothing is asked to, before it is said which realms there are.
 */
export function readableRealm(
  deps: RouteDeps,
  request: FastifyRequest,
  name: string | undefined,
  scope: Scope = HEADQUARTERS,
): RunningRealm {
  const { access, ownRealm, realms } = deps;
  const realm = realms.get(name ?? ownRealm);
  if (realm !== undefined && access.mayRead(request.principal, realm.describe, scope)) return realm;
  if (request.principal.kind === 'guest' && access.guests !== 'all') throw notKnown();
  if (realm === undefined) throw new Refusal(404, 'this server has no such realm');
  throw new Refusal(403, 'this realm or scope is not among yours');
}
