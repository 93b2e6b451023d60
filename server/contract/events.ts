import { Type, type Static, type TSchema } from 'typebox';
import type { Arrival } from './events/arrival.ts';
import type { Bulletin } from './events/bulletin.ts';
import { definitionOf, EVENT_STREAMS, EVENTS, type EventStream } from './events/catalogue.ts';
import type { Declaration } from './events/declaration.ts';
import type { Indicator } from './events/indicator.ts';
import type { Lead } from './events/lead.ts';
import type { Seizure } from './events/seizure.ts';
import type { Station } from './events/station.ts';
import type { Verdict } from './events/verdict.ts';
import { FEED_NAME } from './feed-rest.ts';
import { closed, instant, key } from './fields.ts';

/** Both shapes of a correction of one type of event: fields that changed, or a retraction. */
function correction(type: string, changed: TSchema) {
  const target = {
    source: key(200, '`source` of the event corrected'),
    id: key(128, '`id` of the event corrected'),
    feed: Type.Optional(
      Type.String({
        pattern: FEED_NAME,
        description:
          'Feed that sent the event corrected, where another one did and the token may correct other feeds',
      }),
    ),
    type: Type.Literal(type, { description: '`type` of the event corrected' }),
  };
  return {
    changes: Type.Object({ ...target, changes: changed }, closed),
    retraction: Type.Object(
      { ...target, retracted: Type.Boolean({ description: 'false takes a retraction back' }) },
      closed,
    ),
  };
}

export type CorrectableType = `border.${EventStream}.v1`;
export type EventType = CorrectableType | 'border.correction.v1';
type Streams = typeof EVENTS;

/** What `of` makes of each type of event that can be corrected. */
export function eachType<T>(of: (stream: EventStream) => T): Record<CorrectableType, T> {
  const made = EVENT_STREAMS.map((stream) => [EVENTS[stream].type, of(stream)]);
  return Object.fromEntries(made) as Record<CorrectableType, T>;
}

/** The stream of a type of event. */
export const STREAM_OF = {
  ...eachType((stream) => stream),
  'border.correction.v1': 'correction',
} as { [S in EventStream as `border.${S}.v1`]: S } & { 'border.correction.v1': 'correction' };

/** Per type of event, how a correction of it looks. */
export const CorrectionOf = eachType((stream) => {
  const { changes, type } = definitionOf(stream);
  return correction(type, changes);
});

/** `data` of every type of event that the board takes. */
export const EVENT_DATA = {
  ...(eachType((stream) => definitionOf(stream).data) as unknown as {
    [S in EventStream as `border.${S}.v1`]: Streams[S]['data'];
  }),
  'border.correction.v1': Type.Union(
    Object.values(CorrectionOf).flatMap(({ changes, retraction }) => [changes, retraction]),
  ),
};
/** What each type of event states. */
export type DataOf<T extends CorrectableType> = Static<(typeof EVENT_DATA)[T]>;
export type EventData = DataOf<CorrectableType> | Correction;

export type { Arrival, Bulletin, Declaration, Indicator, Lead, Seizure, Station, Verdict };
export interface Correction {
  source: string;
  id: string;
  feed?: string;
  type: CorrectableType;
  changes?: Record<string, string | number | boolean | null>;
  retracted?: boolean;
}

/**
 * Attributes of CloudEvents 1.0 as the board takes them. `time` is when it happened and is required;
 * `recordedtime` (an extension) is when it became known, taken only from feeds that may say so.
 * Other extensions are allowed and ignored, as the specification asks.
 */
export const EventAttributes = Type.Object({
  specversion: Type.Literal('1.0'),
  id: key(128, 'Unique with `source` and `time` among the events of a feed'),
  source: key(200, 'Who says it: URI reference'),
  type: Type.String({ maxLength: 64, description: Object.keys(EVENT_DATA).join(', ') }),
  time: instant('When it happened'),
  datacontenttype: Type.Optional(
    Type.String({ pattern: '^application/([a-z0-9.+-]+\\+)?json(\\s*;.*)?$', description: 'JSON only' }),
  ),
  recordedtime: Type.Optional(instant('When it became known')),
});

/** An event as our own senders build it. */
export interface BorderEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: EventType;
  time: string;
  recordedtime?: string;
  data: EventData;
}

/** A time further ahead of the server's clock than this is refused, in milliseconds. */
export const MAX_AHEAD_MS = 5 * 60_000;
