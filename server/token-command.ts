/**
 * Makes, lists and revokes feed tokens, also while the board runs. A token is printed once; only its hash is kept.
 */
import { parseArgs } from 'node:util';
import { readConfig, type Config } from './config.ts';
import type { FeedToken, NewFeedToken, TakenBack, UndoneTakeBack } from './contract/feed-rest.ts';
import { readInstant } from './contract/instant.ts';
import { askBoard } from './control/ask-board.ts';
import { COMMAND, grantFeedToken, revokeFeed, unknownScopes } from './control/feed-access.ts';
import { takeBack, undoTakeBack } from './control/take-back.ts';
import { realmDatabase } from './db/database.ts';
import { FolderHeld } from './db/folder-lock.ts';
import { migrate } from './db/migrate.ts';
import { prepareRealm } from './db/prepare-realm.ts';
import { listFeedTokens, SHARED_SCHEMA } from './db/queries/feed-tokens.ts';
import { MIGRATIONS_FOLDER, openDatabase, SITE_FILE } from './open-database.ts';
import { useStoredSite } from './site/apply-site.ts';
import { LIVE_REALM } from './server.ts';

const USAGE = `usage: npm run token -- feed NAME [--scope SCOPE]… [--realm live] [--cadence SECONDS]
                         [--may-set-recorded-time] [--may-correct-other-feeds] [--may-bring-old-events]
       npm run token -- feed NAME --revoke [--realm live]
       npm run token -- list [--realm live]
       npm run token -- take-back NAME --from INSTANT --until INSTANT [--realm live]
       npm run token -- undo-take-back NUMBER [--realm live]
A token speaks for its scopes together (house:incheon-airport, port:ICN-T2, route:mail, port:KRPUS/route:cargo), without
any for all places. What a feed said from one instant to before another, by when the board received it, is taken back; the
answer has the number by which that can be undone.`;

type Order =
  | { does: 'make'; realm: string | undefined; feed: NewFeedToken }
  | { does: 'revoke'; realm: string | undefined; feed: string }
  | { does: 'take back'; realm: string | undefined; feed: string; from: string; until: string }
  | { does: 'undo'; realm: string | undefined; number: number }
  | { does: 'list'; realm: string | undefined };

interface Answer {
  realm: string;
  token?: string;
  revoked?: number;
  tokens?: FeedToken[];
  taken?: Omit<TakenBack, 'realm'>;
  undone?: Omit<UndoneTakeBack, 'realm'>;
}

/** `null`: that is no order. Throws where an option is unknown. */
function readOrder(args: string[]): Order | null {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      realm: { type: 'string' },
      scope: { type: 'string', multiple: true, default: [] },
      cadence: { type: 'string' },
      'may-set-recorded-time': { type: 'boolean', default: false },
      'may-correct-other-feeds': { type: 'boolean', default: false },
      'may-bring-old-events': { type: 'boolean', default: false },
      revoke: { type: 'boolean', default: false },
      from: { type: 'string' },
      until: { type: 'string' },
    },
  });
  const { realm, scope: scopes } = values;
  const [what, feed, ...more] = positionals;
  const cadenceSeconds = values.cadence === undefined ? null : Number(values.cadence);
  if (what === 'list' && feed === undefined) return { does: 'list', realm };
  if (what === 'take-back' && feed !== undefined && more.length === 0) {
    const { from, until } = values;
    if (from === undefined || until === undefined) return null;
    return { does: 'take back', realm, feed, from: instantOf(from), until: instantOf(until) };
  }
  if (what === 'undo-take-back' && /^[1-9]\d{0,14}$/.test(feed ?? '') && more.length === 0) {
    return { does: 'undo', realm, number: Number(feed) };
  }
  if (what !== 'feed' || feed === undefined || more.length > 0) return null;
  if (cadenceSeconds !== null && !(Number.isInteger(cadenceSeconds) && cadenceSeconds > 0)) return null;
  // What is made for some places and what is taken away whole are not to be mixed up.
  if (values.revoke) return scopes.length > 0 ? null : { does: 'revoke', realm, feed };
  const rights = {
    maySetRecordedTime: values['may-set-recorded-time'],
    mayCorrectOtherFeeds: values['may-correct-other-feeds'],
    mayBringOldEvents: values['may-bring-old-events'],
  };
  return { does: 'make', realm, feed: { feed, scopes, cadenceSeconds, ...rights } };
}

/** Throws where a text is no instant. */
function instantOf(text: string): string {
  const at = /T.*(Z|[+-]\d\d:\d\d)$/i.test(text) ? readInstant(text) : NaN;
  if (Number.isNaN(at))
    throw new Error(`${text} is no instant with offset, such as 2026-11-21T05:20:00+09:00`);
  return new Date(at).toISOString();
}

/** Through the board that holds the embedded database. */
async function askRunning({ dataDir }: Config, order: Order): Promise<Answer> {
  const { realm } = order;
  const path = '/control/feed-tokens';
  switch (order.does) {
    case 'list': {
      const query = realm === undefined ? '' : `?${new URLSearchParams({ realm }).toString()}`;
      return await askBoard(dataDir, path + query);
    }
    case 'make':
      return await askBoard(dataDir, path, { ...order.feed, realm });
    case 'take back': {
      const { feed, from, until } = order;
      const { realm: name, ...taken } = await askBoard<TakenBack>(dataDir, '/control/feeds/take-back', {
        ...{ feed, from, until, realm },
      });
      return { realm: name, taken };
    }
    case 'undo': {
      const { number } = order;
      const { realm: name, ...undone } = await askBoard<UndoneTakeBack>(
        dataDir,
        '/control/feeds/undo-take-back',
        { number, realm },
      );
      return { realm: name, undone };
    }
    case 'revoke':
      return await askBoard(dataDir, `${path}/revoke`, { feed: order.feed, realm });
  }
}

async function askDatabase(config: Config, order: Order): Promise<Answer> {
  const db = await openDatabase(config, (error) => console.error(error.message));
  try {
    const realm = order.realm ?? LIVE_REALM.name;
    await migrate(db, MIGRATIONS_FOLDER, SHARED_SCHEMA, 'shared');
    await useStoredSite(db, config.siteFile ?? SITE_FILE);
    if (realm === LIVE_REALM.name) await prepareRealm(db, MIGRATIONS_FOLDER, LIVE_REALM);
    switch (order.does) {
      case 'list':
        return { realm, tokens: await listFeedTokens(realmDatabase(db, realm)) };
      case 'take back': {
        const taken = await takeBack(db, realm, order, COMMAND);
        if (typeof taken === 'string') throw new Error(`nothing is taken back: ${taken}`);
        return { realm, taken };
      }
      case 'undo': {
        const undone = await undoTakeBack(db, realm, order.number, COMMAND);
        if (undone === null) throw new Error('no order to take back stands under this number');
        return { realm, undone };
      }
      case 'revoke':
        return { realm, revoked: await revokeFeed(db, realm, order.feed, COMMAND) };
      case 'make': {
        const { cadenceSeconds = null, maySetRecordedTime = false, ...feed } = order.feed;
        const { scopes = [] } = feed;
        const [unknown] = unknownScopes(scopes);
        if (unknown !== undefined) throw new Error(`${scopes[unknown]} names no known house, port or route`);
        const token = { ...feed, cadenceSeconds, maySetRecordedTime, realm };
        return { realm, token: await grantFeedToken(db, token, COMMAND) };
      }
    }
  } finally {
    await db.close();
  }
}

/** One token a line, in columns. */
function tableOf(tokens: readonly FeedToken[]): string {
  const rows = tokens.map(({ feed, id, lastUsedAt, madeAt, madeBy, scopes }) => [
    String(id),
    feed,
    scopes.join(' ') || 'everywhere',
    madeBy.name ?? madeBy.actor,
    madeAt,
    lastUsedAt ?? 'never',
  ]);
  const table = [['id', 'feed', 'scopes', 'made by', 'made', 'last used'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Where a command writes: results alone to `log`, everything else to `error`. */
type Print = Pick<Console, 'log' | 'error'>;

/** @returns the exit code */
export async function tokenCommand(args: string[], env: NodeJS.ProcessEnv, print: Print): Promise<number> {
  return await run(args, env, print).catch((error: unknown) => {
    print.error(error instanceof Error ? error.message : error);
    return 1;
  });
}

async function run(args: string[], env: NodeJS.ProcessEnv, print: Print): Promise<number> {
  const order = readOrder(args);
  if (order === null) {
    print.error(USAGE);
    return 2;
  }
  const config = readConfig(env);
  const {
    realm,
    revoked = 0,
    token,
    tokens,
    taken,
    undone,
  } = await askDatabase(config, order).catch((error: unknown) => {
    if (error instanceof FolderHeld) return askRunning(config, order);
    throw error;
  });
  if (order.does === 'list') print.log(tableOf(tokens ?? []));
  else if (order.does === 'take back') print.log(JSON.stringify(taken));
  else if (order.does === 'undo') print.log(JSON.stringify(undone));
  else if (order.does === 'revoke') print.log(`${revoked} token(s) of ${order.feed} in ${realm} revoked`);
  else {
    print.error(`Token of feed ${order.feed.feed} in realm ${realm}. It is shown once:`);
    print.log(token);
  }
  return 0;
}
