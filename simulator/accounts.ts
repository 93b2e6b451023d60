import { FEEDS, type FeedName } from './feeds.ts';
import type { Sender } from './send.ts';

/** The senders of the simulator. Feeds that have no token of their own speak through another's. */
export interface Accounts {
  /** The token's name and its sender. */
  of(feed: FeedName): { name: string; sender: Sender };
  all(): { name: string; sender: Sender; feeds: FeedName[] }[];
}

/** `tokens` by name of the feed; `only` stands in for those that have none. Throws when a feed has neither. */
export function accountsOf(
  tokens: ReadonlyMap<string, string>,
  only: string | null,
  makeSender: (token: string) => Sender,
): Accounts {
  const accounts: ReturnType<Accounts['all']> = [];
  const byToken = new Map<string, (typeof accounts)[number]>();
  const byFeed = new Map<FeedName, (typeof accounts)[number]>();
  for (const { name } of FEEDS) {
    const token = tokens.get(name) ?? only;
    if (token === null || token === undefined) throw new RangeError(`there is no token for the feed ${name}`);
    let account = byToken.get(token);
    if (!account) {
      account = { name: tokens.has(name) ? name : 'the token', sender: makeSender(token), feeds: [] };
      byToken.set(token, account);
      accounts.push(account);
    }
    account.feeds.push(name);
    byFeed.set(name, account);
  }
  return {
    all: () => accounts,
    of: (feed) => byFeed.get(feed) as (typeof accounts)[number],
  };
}
