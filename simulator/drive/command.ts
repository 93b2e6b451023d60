import type { Clock } from '../clock.ts';
import { FEEDS, type FeedName } from '../feeds.ts';
import { httpRequests } from '../http-post.ts';
import { Sender } from '../send.ts';
import { drive } from './drive.ts';
import { playedScreen } from './screen.ts';
import { Teller } from './teller.ts';

export interface Driven {
  url: URL;
  drill: number;
  realm: string;
  /** Of the driver. */
  token: string;
  tokens: ReadonlyMap<string, string>;
}

const REQUEST_TIMEOUT_MS = 60_000;

/** Drives a drill over the public API. @returns false when it was stopped before its end */
export async function driveDrill(
  { drill, realm, token, tokens, url }: Driven,
  clock: Clock,
  stop: AbortSignal,
  progress: (shows: number, startsAt: number) => void,
): Promise<boolean> {
  const { close, request } = httpRequests(FEEDS.length + 2, REQUEST_TIMEOUT_MS);
  const tokenOf = (feed: FeedName): string => {
    const own = tokens.get(feed);
    if (own === undefined) throw new RangeError(`there is no token for the feed ${feed}`);
    return own;
  };
  const senders = new Map(
    FEEDS.map(({ name }) => [
      name,
      new Sender({
        url: new URL('/api/v1/events', url),
        token: tokenOf(name),
        format: 'ndjson',
        ...{ request, clock, stop },
        random: Math.random,
        onRetry: () => undefined,
      }),
    ]),
  );
  const senderOf = (feed: FeedName): Sender => {
    const sender = senders.get(feed);
    if (sender === undefined) throw new RangeError(`there is no feed ${feed}`);
    return sender;
  };
  // What is under way when it is told to stop is not waited for.
  stop.addEventListener('abort', close);
  try {
    return await drive({
      ...{ url, drill, token, request, clock, stop, progress },
      teller: new Teller({ ...{ url, request, clock, stop }, senderOf, tokenOf }),
      screen: () => playedScreen(url, { realm, token }, clock),
    });
  } finally {
    stop.removeEventListener('abort', close);
    close();
  }
}
