import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WITH_PARENT } from '../simulator/with-parent.ts';
import { SIMULATOR } from './open-database.ts';

/**
 * Starts the simulator as a process of its own: it knows the public API and nothing else. It ends when its standard input
 * does, which the system closes however this process ends: nothing asks a dead address for ever.
 */
export function startSimulator(args: readonly string[]): ChildProcess {
  const program = existsSync(SIMULATOR)
    ? [SIMULATOR]
    : ['--import', 'tsx', new URL('../simulator/main.ts', import.meta.url).pathname];
  const simulator = spawn(process.execPath, [...program, WITH_PARENT, ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  // One that could not begin has none.
  simulator.stdin?.on('error', () => undefined);
  return simulator;
}

/** Tokens for a simulator, in a file that its user alone may read. @returns its path */
export async function writeTokens(
  dataDir: string,
  name: string,
  tokens: ReadonlyMap<string, string>,
): Promise<string> {
  const file = join(dataDir, name);
  const lines = [...tokens].map(([feed, token]) => `${feed}=${token}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return file;
}

/**
 * Starts the driver of a drill.
 * @param gone called when it has ended, or could not even begin
 * @returns what ends it
 */
export async function startDriver(
  dataDir: string,
  url: string,
  drill: number,
  tokens: ReadonlyMap<string, string>,
  gone: () => void,
): Promise<() => void> {
  const file = await writeTokens(dataDir, `drill-${drill}-tokens`, tokens);
  const driver = startSimulator(['drive', '--url', url, '--drill', String(drill), '--tokens', file]);
  driver.once('exit', gone);
  driver.once('error', gone);
  return () => void driver.kill('SIGTERM');
}
