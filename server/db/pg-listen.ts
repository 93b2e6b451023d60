import { Client, escapeIdentifier } from 'pg';
import type { ListenHandlers } from './database.ts';
import { setSession } from './pg-session.ts';

export interface Backoff {
  url: string;
  random: () => number;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
/** A connection can be dead without a word from TCP; asking now and then finds out. */
const PROBE_MS = 5_000;

/** Listens until stopped. A lost connection is made anew, with doubling delays and jitter. */
export function listenOnPg(options: Backoff, channel: string, handlers: ListenHandlers): () => Promise<void> {
  let stopped = false;
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  async function connect(): Promise<void> {
    const mine = new Client({
      connectionString: options.url,
      connectionTimeoutMillis: 3_000,
      query_timeout: 3_000,
      keepAlive: true,
    });
    client = mine;
    let over = false;
    const lose = (error: Error) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      mine.end().catch(() => undefined);
      if (stopped) return;
      handlers.lost(error);
      const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures++);
      timer = setTimeout(() => void connect(), delay * (0.5 + options.random() / 2));
    };
    mine.on('error', lose);
    mine.on('end', () => lose(new Error('connection ended')));
    mine.on('notification', (message) => handlers.notified(message.payload ?? ''));
    const probe = () => {
      mine.query('SELECT 1').then(() => {
        if (!over && !stopped) timer = setTimeout(probe, PROBE_MS);
      }, lose);
    };
    try {
      await mine.connect();
      await setSession(mine, 'gwanje listen');
      await mine.query(`LISTEN ${escapeIdentifier(channel)}`);
      if (stopped) return;
      failures = 0;
      handlers.connected();
      timer = setTimeout(probe, PROBE_MS);
    } catch (error) {
      lose(error as Error);
    }
  }

  void connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end().catch(() => undefined);
  };
}
