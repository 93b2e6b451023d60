/**
 * `npm run token -- feed NAME [--realm live] [--cadence SECONDS] [--may-set-recorded-time] [--revoke]`
 * Makes or revokes feed tokens, also while the board runs. The token is printed once; only its hash is kept.
 */
import { parseArgs } from 'node:util';
import { readConfig, type Config } from './config.ts';
import { readControl } from './control/control-file.ts';
import { grantFeedToken, revokeFeed } from './control/feed-access.ts';
import { migrate } from './db/migrate.ts';
import { SHARED_SCHEMA } from './db/queries/feed-tokens.ts';
import { FolderHeld } from './db/folder-lock.ts';
import { prepareRealm } from './db/prepare-realm.ts';
import { MIGRATIONS_FOLDER, openDatabase } from './open-database.ts';
import { LIVE_REALM } from './server.ts';

interface Order {
  feed: string;
  realm: string | undefined;
  cadenceSeconds: number | null;
  maySetRecordedTime: boolean;
  revoke: boolean;
}

interface Answer {
  realm: string;
  token?: string;
  revoked?: number;
}

function readOrder(args: string[]): Order | null {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      realm: { type: 'string' },
      cadence: { type: 'string' },
      'may-set-recorded-time': { type: 'boolean', default: false },
      revoke: { type: 'boolean', default: false },
    },
  });
  const [what, feed] = positionals;
  const cadence = values.cadence === undefined ? null : Number(values.cadence);
  if (
    what !== 'feed' ||
    feed === undefined ||
    (cadence !== null && !(Number.isInteger(cadence) && cadence > 0))
  ) {
    return null;
  }
  return {
    feed,
    realm: values.realm,
    cadenceSeconds: cadence,
    maySetRecordedTime: values['may-set-recorded-time'],
    revoke: values.revoke,
  };
}

/** Through the board that holds the embedded database. */
async function askBoard(config: Config, order: Order): Promise<Answer> {
  const control = await readControl(config.dataDir);
  if (control === null)
    throw new Error(
      `a board holds ${config.dataDir} but has left no control.json there; is it still starting?`,
    );
  const { revoke, ...body } = order;
  const response = await fetch(`${control.url}/control/feed-tokens${revoke ? '/revoke' : ''}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${control.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer & { detail?: string };
  if (!response.ok) throw new Error(answer.detail ?? `the board answered ${response.status}`);
  return answer;
}

async function askDatabase(config: Config, { revoke, ...order }: Order): Promise<Answer> {
  const db = await openDatabase(config, (error) => console.error(error.message));
  try {
    const realm = order.realm ?? LIVE_REALM.name;
    await migrate(db, MIGRATIONS_FOLDER, SHARED_SCHEMA, 'shared');
    if (realm === LIVE_REALM.name) await prepareRealm(db, MIGRATIONS_FOLDER, LIVE_REALM);
    return revoke
      ? { realm, revoked: await revokeFeed(db, realm, order.feed) }
      : { realm, token: await grantFeedToken(db, { ...order, realm }) };
  } finally {
    await db.close();
  }
}

async function run(): Promise<number> {
  const order = readOrder(process.argv.slice(2));
  if (order === null) {
    console.error(
      'usage: npm run token -- feed NAME [--realm live] [--cadence SECONDS] [--may-set-recorded-time] [--revoke]',
    );
    return 2;
  }
  const config = readConfig(process.env);
  const answer = await askDatabase(config, order).catch((error: unknown) => {
    if (error instanceof FolderHeld) return askBoard(config, order);
    throw error;
  });
  if (answer.token === undefined)
    console.log(`${answer.revoked ?? 0} token(s) of ${order.feed} in ${answer.realm} revoked`);
  else {
    console.error(`Token of feed ${order.feed} in realm ${answer.realm}. It is shown once:`);
    console.log(answer.token);
  }
  return 0;
}

process.exitCode = await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
