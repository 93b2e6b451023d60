import { Type, type Static } from 'typebox';
import type { FeedCell } from './cells.ts';
import { instant } from './fields.ts';

/** Names that are safe in a log, a label and a path. The hyphen is escaped for the `v` flag, with which browsers read it. */
export const FEED_NAME = '^[a-z0-9][a-z0-9._\\-]{0,62}$';

/** Longest silence of a feed that may be called normal, in seconds: a week. */
const LONGEST_CADENCE_SECONDS = 7 * 86_400;

const feed = Type.String({ pattern: FEED_NAME, description: 'Name of the feed' });
const cadenceSeconds = Type.Union(
  [Type.Integer({ minimum: 1, maximum: LONGEST_CADENCE_SECONDS }), Type.Null()],
  { description: 'Longest silence that is normal, in seconds; null: nobody has said' },
);
const scopes = Type.Array(Type.String({ maxLength: 64 }), {
  maxItems: 64,
  description: 'Places it may speak for, together: house:, port:, route:, port:…/route:…; none: everywhere',
});

/** Feeds as they stood. */
export interface FeedsAnswer {
  /** Server's clock: ISO 8601, UTC. */
  at: string;
  feeds: FeedCell[];
}

/** A token that opens the way in. The secret itself is not kept. */
export const FeedToken = Type.Object({
  id: Type.Integer(),
  feed: Type.String(),
  scopes,
  maySetRecordedTime: Type.Boolean({ description: 'May say itself when an event became known' }),
  mayCorrectOtherFeeds: Type.Boolean({
    description: 'May correct, and state cases on, what other feeds sent',
  }),
  mayBringOldEvents: Type.Boolean({
    description: 'May bring events older than the identities that are kept',
  }),
  madeBy: Type.Object({
    actor: Type.String({ description: '`account:7`, `command`, `system`, as in the audit log' }),
    name: Type.Union([Type.String(), Type.Null()], { description: 'Of the account' }),
  }),
  madeAt: Type.String({ description: 'ISO 8601, UTC' }),
  lastUsedAt: Type.Union([Type.String(), Type.Null()], { description: 'ISO 8601, UTC, to the minute' }),
});
export type FeedToken = Static<typeof FeedToken>;

export const FeedTokensAnswer = Type.Object({ realm: Type.String(), tokens: Type.Array(FeedToken) });
export type FeedTokensAnswer = Static<typeof FeedTokensAnswer>;

/** An event that is beyond what is plausible and waits for a person. */
export const HeldEvent = Type.Object({
  id: Type.Integer(),
  heldAt: Type.String({ description: 'ISO 8601, UTC' }),
  feed: Type.String(),
  type: Type.String(),
  source: Type.String(),
  eventId: Type.String(),
  time: Type.String({ description: 'When it happened, as the feed says: ISO 8601, UTC' }),
  path: Type.String({ description: 'JSON pointer into the event' }),
  reason: Type.String(),
});
export type HeldEvent = Static<typeof HeldEvent>;

export const HeldEventsAnswer = Type.Object({
  realm: Type.String(),
  held: Type.Integer({ minimum: 0, description: 'All that wait' }),
  events: Type.Array(HeldEvent, { description: 'The oldest of them, at most 200' }),
});
export type HeldEventsAnswer = Static<typeof HeldEventsAnswer>;

/** A period of what a feed said, by when the board received it. */
export const TakeBack = Type.Object(
  {
    realm: Type.Optional(Type.String()),
    from: instant('Included'),
    until: instant('Excluded; not later than now'),
  },
  { additionalProperties: false },
);
export type TakeBack = Static<typeof TakeBack>;

export const TakenBack = Type.Object({
  realm: Type.String(),
  number: Type.Integer({ minimum: 1, description: 'Of the order: by it, it can be undone' }),
  retracted: Type.Integer({ minimum: 0, description: 'Events that count no longer' }),
  corrections: Type.Integer({
    minimum: 0,
    description: 'Events whose corrections by this feed hold no longer',
  }),
  announced: Type.Integer({ minimum: 0, description: 'Announced arrivals that were withdrawn' }),
  restored: Type.Integer({
    minimum: 0,
    description: 'Arrivals that the feed had announced before the period and that are announced again',
  }),
  held: Type.Integer({ minimum: 0, description: 'Events held for review that were discarded' }),
  dropped: Type.Array(Type.String(), {
    description:
      'Streams of which rows that the feed sent at about that time have been dropped since: their counts stand',
  }),
});
export type TakenBack = Static<typeof TakenBack>;

export const UndoneTakeBack = Type.Object({
  realm: Type.String(),
  feed: Type.String(),
  counted: Type.Integer({ minimum: 0, description: 'Events that count again' }),
});
export type UndoneTakeBack = Static<typeof UndoneTakeBack>;

/** What a new token is to be; a feed that is new is made with it. */
export const NewFeedToken = Type.Object(
  {
    realm: Type.Optional(Type.String()),
    feed,
    scopes: Type.Optional(scopes),
    cadenceSeconds: Type.Optional(cadenceSeconds),
    maySetRecordedTime: Type.Optional(Type.Boolean()),
    mayCorrectOtherFeeds: Type.Optional(Type.Boolean()),
    mayBringOldEvents: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type NewFeedToken = Static<typeof NewFeedToken>;

export const MadeFeedToken = Type.Object({
  realm: Type.String(),
  token: Type.String({ description: 'The secret, this once' }),
});
export type MadeFeedToken = Static<typeof MadeFeedToken>;

export const FeedCadence = Type.Object({ cadenceSeconds }, { additionalProperties: false });
export type FeedCadence = Static<typeof FeedCadence>;
