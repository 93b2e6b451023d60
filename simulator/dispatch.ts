import type { Accounts } from './accounts.ts';
import type { Ledger } from './ledger.ts';
import type { Line } from './line.ts';
import { Stopped } from './send.ts';

/** Events in one request: large enough to be cheap, small enough to be sent again without regret. */
export const BATCH_LINES = 2_000;

interface Batch {
  account: string;
  lines: Line[];
}

/** Gathers lines into batches, one account each, keeping the order within an account. */
function* batchesOf(lines: Iterable<Line>, accounts: Accounts, size: number): Generator<Batch> {
  const open = new Map<string, Line[]>();
  for (const line of lines) {
    const { name } = accounts.of(line.feed);
    const gathered = open.get(name) ?? [];
    gathered.push(line);
    if (gathered.length < size) open.set(name, gathered);
    else {
      open.delete(name);
      yield { account: name, lines: gathered };
    }
  }
  for (const [account, gathered] of open) yield { account, lines: gathered };
}

/**
 * Sends lines with several senders, each taking the next batch once its last is acknowledged: no more than
 * `senders` batches exist at a time. Returns false when it was stopped before the end.
 */
export async function sendAll(
  lines: Iterable<Line>,
  accounts: Accounts,
  ledger: Ledger,
  senders: number,
  stop: AbortSignal,
  sent: (lines: number) => void = () => {},
): Promise<boolean> {
  const batches = batchesOf(lines, accounts, BATCH_LINES);
  const failures: unknown[] = [];
  async function work(): Promise<void> {
    while (failures.length === 0 && !stop.aborted) {
      const next = batches.next();
      if (next.done === true) return;
      const batch = next.value;
      const first = batch.lines[0];
      if (!first) continue;
      const answer = await accounts.of(first.feed).sender.send(batch.lines.map(({ text }) => text));
      ledger.enter(batch.lines, answer);
      sent(batch.lines.length);
      // Generating the next batch is work without a pause: let timers and other connections have their turn.
      await new Promise(setImmediate);
    }
  }
  const workers = Array.from({ length: senders }, () =>
    work().catch((error: unknown) => {
      failures.push(error);
    }),
  );
  await Promise.all(workers);
  const fault = failures.find((each) => !(each instanceof Stopped));
  if (fault !== undefined) throw fault;
  return failures.length === 0 && !stop.aborted;
}
