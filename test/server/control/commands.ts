import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

type Command = (
  args: string[],
  env: Record<string, string>,
  print: Pick<Console, 'log' | 'error'>,
) => Promise<number>;

/** What a command printed, and the exit code it answers with. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** A command in this process. */
export async function run(
  command: Command,
  args: string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  let [out, err] = ['', ''];
  const code = await command(args, env, {
    log: (text) => (out += `${String(text)}\n`),
    error: (text) => (err += `${String(text)}\n`),
  });
  return { code, out, err };
}

const dist = (file: string) => new URL(`../../../dist/server/${file}`, import.meta.url).pathname;
const running = new Set<ChildProcess>();

export interface Program {
  child: ChildProcess;
  /** What it has printed so far. */
  out: () => string;
  ended: Promise<Outcome>;
}

/** A program of the build, as a user starts it; `npm test` builds first. */
export function start(file: string, args: string[], env: Record<string, string>): Program {
  const own = { PATH: process.env['PATH'] ?? '', SIMULATE: 'off', PORT: '0', ...env };
  const child = spawn(process.execPath, [dist(file), ...args], { env: own });
  running.add(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return { code: code as number, out, err };
  });
  return { child, out: () => out, ended };
}

/** Ends what a failed test has left running. */
export function endPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Of a test with several commands on the embedded database. */
export const OPENS_OFTEN = {
  timeout: 180_000,
  meta: { slow: 'each command opens the database, which takes the embedded engine seconds' },
};
