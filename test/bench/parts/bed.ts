import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { grantFeedToken } from '../../../server/control/feed-access.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { ended } from './children.ts';

/** A whole board as it runs in the field: a database of its own, a built server as a process of its own. */
export interface Bed {
  url: string;
  databaseUrl: string;
  /** Of a feed named `bench`. */
  token: string;
  /** CPU time that the server has used, in milliseconds. */
  serverCpuMs(): Promise<number>;
  /** Values of a metric by its name; labels are left out. */
  metric(name: string): Promise<number>;
  sql(text: string): Promise<Record<string, unknown>[]>;
  /** Ends the server and drops the database. */
  clear(): Promise<void>;
}

const SERVER = new URL('../../../dist/server/main.js', import.meta.url).pathname;
const TICKS_PER_SECOND = 100;

/** User and system time of a process, in milliseconds; Linux counts in hundredths of a second. */
export async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

export async function makeBed(): Promise<Bed> {
  const administration = process.env['TEST_DATABASE_URL'] ?? '';
  const name = `gwanje_bench_${randomBytes(4).toString('hex')}`;
  await once(administration, `CREATE DATABASE ${name} TEMPLATE template0`);
  const drop = () => once(administration, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  const address = new URL(administration);
  address.pathname = `/${name}`;
  const databaseUrl = address.toString();
  try {
    const server = await startServer(databaseUrl);
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    // One feed sends within minutes what a country receives in half a year: the bounds are asked all the same.
    await client.query('UPDATE live.plausible_bound SET highest_sum = 1e12 WHERE highest_sum IS NOT NULL');
    return {
      url: server.url,
      databaseUrl,
      token: await tokenOf(databaseUrl),
      serverCpuMs: () => cpuMsOf(server.pid),
      metric: async (metric) => {
        const text = await (await fetch(`${server.url}/metrics`)).text();
        const line = text
          .split('\n')
          .find((each) => each.startsWith(`${metric}{`) || each.startsWith(`${metric} `));
        return Number(line?.slice(line.lastIndexOf(' ') + 1));
      },
      sql: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
      clear: async () => {
        await server.stop();
        await client.end();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function startServer(
  databaseUrl: string,
): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['--max-semi-space-size=64', SERVER], {
    // Simulated traffic would be measured too; an operator's own settings are left out.
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      PORT: '0',
      LOG_LEVEL: 'warn',
      SIMULATE: 'off',
      // Screens of the bench show nothing of themselves.
      GUESTS: 'all',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /watches: (http:\/\/[^/]+)\/wall/.exec((said += chunk.toString()));
      if (found?.[1] !== undefined) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    setTimeout(() => reject(new Error('the server did not come up')), 60_000).unref();
  });
  for (let tries = 0; (await fetch(`${url}/readyz`)).status !== 200; tries++) {
    if (tries > 200) throw new Error('the server does not become ready');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, pid: child.pid ?? 0, stop: () => ended(child) };
}

async function tokenOf(url: string): Promise<string> {
  const db = openPgDatabase({ url, poolSize: 2, random: Math.random, onIdleError: () => undefined });
  const token = await grantFeedToken(db, {
    realm: 'live',
    feed: 'bench',
    cadenceSeconds: 60,
    maySetRecordedTime: false,
  });
  await db.close();
  return token;
}

async function once(connectionString: string, sql: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
