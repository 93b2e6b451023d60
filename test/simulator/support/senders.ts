import { accountsOf, type Accounts } from '../../../simulator/accounts.ts';
import type { Clock } from '../../../simulator/clock.ts';
import { httpRequests } from '../../../simulator/http-post.ts';
import { randomOf } from '../../../simulator/random.ts';
import { Sender, type Format } from '../../../simulator/send.ts';
import type { ReferenceBoard } from './reference-board.ts';

/** A clock that tells true time and makes every wait short, and remembers how long it would have been. */
export function hastyClock(): Clock & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => Date.now(),
    sleep: (ms) => {
      waits.push(ms);
      return new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5)));
    },
  };
}

export function senderTo(
  board: ReferenceBoard,
  options: { format?: Format; clock?: Clock; stop?: AbortSignal; token?: string; retries?: string[] } = {},
): { sender: Sender; close: () => void } {
  // This board answers or cuts: an answer that takes long on a busy machine is not sent again.
  const http = httpRequests(8, 60_000);
  const sender = new Sender({
    url: new URL('/api/v1/events', board.url),
    token: options.token ?? 'a-token',
    format: options.format ?? 'ndjson',
    request: http.request,
    clock: options.clock ?? hastyClock(),
    random: randomOf('senders'),
    stop: options.stop ?? new AbortController().signal,
    onRetry: (why) => options.retries?.push(why),
  });
  return { sender, close: http.close };
}

export function accountsTo(
  board: ReferenceBoard,
  options: Parameters<typeof senderTo>[1] = {},
): { accounts: Accounts; close: () => void } {
  const closers: (() => void)[] = [];
  const accounts = accountsOf(new Map(), 'a-token', (token) => {
    const { sender, close } = senderTo(board, { ...options, token });
    closers.push(close);
    return sender;
  });
  return { accounts, close: () => closers.forEach((close) => close()) };
}
