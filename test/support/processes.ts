import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { eventually } from './screen.ts';

const dist = (path: string) => new URL(`../../dist/${path}`, import.meta.url).pathname;

/** A port that was free a moment ago: for servers that come back under the same address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A board as a process of its own, as built. */
export function launchBoard(port: number, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [dist('server/main.js')], {
    env: {
      ...process.env,
      ...{ SIMULATE: 'off', GUESTS: 'all', LOG_LEVEL: 'warn', PORT: String(port) },
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Resolves when it is. Longer than the product promises: only so that a test ends. */
export async function ready(board: ChildProcess, port: number): Promise<void> {
  await eventually(async () => {
    if (board.exitCode !== null) throw new Error(`the board ended with ${board.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`the board is not ready: ${await answer.text()}`);
  }, 120_000);
}

/** As {@link launchBoard}; resolves when it is ready. */
export async function spawnBoard(port: number, env: Record<string, string>): Promise<ChildProcess> {
  const child = launchBoard(port, env);
  await ready(child, port);
  return child;
}

/** Ends a process that this test started. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** What a burst of the simulator reports at its end; see simulator/report.ts. */
export interface BurstReport {
  complete: boolean;
  retries: number;
  expected: { accepted: number; duplicate: number; rejected: number };
  answered: { accepted: number; duplicate: number; rejected: number };
  byType: Record<string, number>;
}

/** Sends a burst from a process of its own, over the public API alone. */
export async function burst(url: string, token: string, args: readonly string[]): Promise<BurstReport> {
  const report = join(tmpdir(), `gwanje-burst-${randomBytes(6).toString('hex')}.json`);
  const child = spawn(
    process.execPath,
    [dist('simulator/main.js'), 'burst', '--url', url, '--quiet', '--report', report, ...args],
    { env: { ...process.env, GWANJE_TOKEN: token }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [code] = (await once(child, 'exit')) as [number];
  const text = await readFile(report, 'utf8');
  await rm(report);
  if (code !== 0) throw new Error(`the burst ended with ${code}: ${text}`);
  return JSON.parse(text) as BurstReport;
}
