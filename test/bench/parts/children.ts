import { fork, type ChildProcess } from 'node:child_process';

/** A process of this bench's own that answers orders one by one. */
export interface Child {
  readonly pid: number;
  ask<A>(order: object): Promise<A>;
  stop(): Promise<void>;
}

const LONGEST_ANSWER_MS = 15 * 60_000;

/** Starts `parts/<name>.ts` in a process of its own. */
export function startChild(name: string): Child {
  const child = fork(new URL(`${name}.ts`, import.meta.url), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  if (child.pid === undefined) throw new Error(`${name} did not start`);
  return {
    pid: child.pid,
    ask: <A>(order: object) =>
      new Promise<A>((resolve, reject) => {
        const over = (code: number | null) => reject(new Error(`${name} ended with ${code}`));
        const late = setTimeout(() => reject(new Error(`${name} did not answer`)), LONGEST_ANSWER_MS);
        child.once('exit', over);
        child.once('message', (answer) => {
          clearTimeout(late);
          child.off('exit', over);
          const { failed, value } = answer as { failed?: string; value: A };
          if (failed === undefined) resolve(value);
          else reject(new Error(`${name}: ${failed}`));
        });
        child.send(order);
      }),
    stop: () => ended(child),
  };
}

/** The other end: answers each order with what `work` makes of it. Ends with its parent. */
export function answerOrders<O>(work: (order: O) => unknown): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (order) => {
    Promise.resolve()
      .then(() => work(order as O))
      .then(
        (value) => process.send?.({ value }),
        (error: unknown) => process.send?.({ failed: String(error), value: null }),
      );
  });
}

/** Ends a process that was started here, first gently. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const harder = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await gone;
  clearTimeout(harder);
}
