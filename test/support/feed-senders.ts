import { FeedTokens } from '../../server/access/feed-tokens.ts';
import type { BorderEvent } from '../../server/contract/events.ts';
import type { EventOutcome } from '../../server/contract/rest.ts';
import { grantFeedToken, type NewFeed } from '../../server/control/feed-access.ts';
import { realmDatabase, type Database } from '../../server/db/database.ts';
import type { Sender } from '../../server/ingest/check-event.ts';
import { Ingest } from '../../server/ingest/ingest.ts';
import { Reception } from '../../server/ingest/reception.ts';

const TIME = { now: Date.now, elapsed: () => performance.now() };

/** Ingest into the realm `live`, without HTTP. */
export function liveIngest(db: Database): Ingest {
  const reception = new Reception(db, TIME);
  const realm = realmDatabase(db, 'live');
  return new Ingest({ realm, ...TIME, counted: () => undefined, reception });
}

/** A sender with a token of its own, as the board knows it from then on: also when the token is revoked. */
export async function grantedSender(
  db: Database,
  feed: string,
  rights: Partial<Omit<NewFeed, 'feed' | 'realm'>> = {},
): Promise<Sender> {
  const secret = await grantFeedToken(db, {
    ...{ realm: 'live', feed, cadenceSeconds: null, maySetRecordedTime: false },
    ...rights,
  });
  const sender = await new FeedTokens(db, Date.now).identify(`Bearer ${secret}`);
  if (sender === null) throw new Error('a token that was granted opens nothing');
  return sender;
}

/** What the senders of events are answered, in a line for each. */
export async function sendEvents(
  ingest: Ingest,
  sender: Sender,
  ...events: BorderEvent[]
): Promise<string[]> {
  return (await ingest.take(events, sender)).map(said);
}

function said({ errors = [], notes = [], status }: EventOutcome): string {
  return [status, ...errors.map(({ path, reason }) => `${path} ${reason}`), ...notes].join(': ');
}
