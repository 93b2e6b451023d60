import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A board that this process has started, and how it is reached. */
export interface OwnServer {
  url: URL;
  key: string;
  stop(): Promise<void>;
}

const START_MS = 120_000;
const LOOK_MS = 100;
const STOP_MS = 15_000;

/**
 * Starts a board in a folder of its own, which goes with it: on the embedded database, or on that of `DATABASE_URL`. Throws
 * when it ends or does not come up in time.
 */
export async function startOwnServer(): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'gwanje-drill-'));
  const built = new URL('../../server/main.js', import.meta.url).pathname;
  const program = existsSync(built)
    ? [built]
    : ['--import', 'tsx', new URL('../../server/main.ts', import.meta.url).pathname];
  const child = spawn(process.execPath, program, {
    env: {
      ...process.env,
      ...{ PORT: '0', HOST: '127.0.0.1', SIMULATE: 'off', GUESTS: 'off', LOG_LEVEL: 'warn' },
      DATA_DIR: folder,
    },
    // The drill's own words are on the standard output.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(late);
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const control = await found(join(folder, 'control.json'), () => child.exitCode);
    await ready(control.url, () => child.exitCode);
    return { url: new URL(control.url), key: control.key, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function within<T>(look: () => Promise<T | null>, exitCode: () => number | null): Promise<T> {
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(LOOK_MS)) {
    if (exitCode() !== null) throw new Error(`the board ended with ${exitCode()}`);
    const answer = await look();
    if (answer !== null) return answer;
  }
  throw new Error('the board did not come up');
}

async function found(file: string, exitCode: () => number | null): Promise<{ url: string; key: string }> {
  return await within(async () => {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as { url: string; key: string };
    } catch {
      return null;
    }
  }, exitCode);
}

async function ready(url: string, exitCode: () => number | null): Promise<void> {
  await within(async () => {
    const answer = await fetch(new URL('/readyz', url)).catch(() => null);
    return answer?.ok === true ? true : null;
  }, exitCode);
}
