import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import {
  DeclarationData,
  declarationFields,
  declarationOptional,
  SeizureData,
  seizureFields,
  seizureOptional,
  type Declaration,
  type Seizure,
} from './case-events.ts';
import { FEED_NAME } from './feed-rest.ts';
import { closed, instant, key, optional } from './fields.ts';
import { LeadData, leadFields, leadOptional, type Lead } from './intelligence-events.ts';
import {
  BulletinData,
  bulletinFields,
  bulletinOptional,
  IndicatorData,
  indicatorFields,
  indicatorOptional,
  type Bulletin,
  type Indicator,
} from './programme-events.ts';
import { StationData, stationFields, stationOptional, type Station } from './station-events.ts';
import {
  ArrivalData,
  arrivalFields,
  arrivalOptional,
  VerdictData,
  verdictFields,
  verdictOptional,
  type Arrival,
  type Verdict,
} from './traffic-events.ts';

/** Fields that changed; `null` takes an optional field away. */
function changes(required: TProperties, optionals: TProperties = {}) {
  const nullable = Object.fromEntries(
    Object.entries(optionals).map(([name, schema]) => [name, Type.Union([schema, Type.Null()])]),
  );
  return Type.Object(optional({ ...required, ...nullable }), { ...closed, minProperties: 1 });
}

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

// What names a thing is what it is: a wrong name is retracted and the thing stated anew.
const { caseNo: _caseNo, ...amendableSeizure } = seizureFields;
const { leadNo: _leadNo, ...amendableLead } = leadFields;
const { station: _station, port: _port, route: _route, ...amendableStation } = stationFields;
const { bulletinNo: _bulletinNo, ...amendableBulletin } = bulletinFields;
const { name: _name, period: _period, ...amendableIndicator } = indicatorFields;
const { port: _ofPort, route: _ofRoute, ...amendableIndicatorOptional } = indicatorOptional;

/** Per type of event, how a correction of it looks. */
export const CorrectionOf = {
  'border.arrival.v1': correction('border.arrival.v1', changes(arrivalFields, arrivalOptional)),
  'border.verdict.v1': correction('border.verdict.v1', changes(verdictFields, verdictOptional)),
  'border.seizure.v1': correction('border.seizure.v1', changes(amendableSeizure, seizureOptional)),
  'border.lead.v1': correction('border.lead.v1', changes(amendableLead, leadOptional)),
  'border.station.v1': correction('border.station.v1', changes(amendableStation, stationOptional)),
  'border.declaration.v1': correction(
    'border.declaration.v1',
    changes(declarationFields, declarationOptional),
  ),
  'border.bulletin.v1': correction('border.bulletin.v1', changes(amendableBulletin, bulletinOptional)),
  'border.indicator.v1': correction(
    'border.indicator.v1',
    changes(amendableIndicator, amendableIndicatorOptional),
  ),
} as const;
export type CorrectableType = keyof typeof CorrectionOf;

/** `data` of every type of event that the board takes. */
export const EVENT_DATA = {
  'border.arrival.v1': ArrivalData,
  'border.verdict.v1': VerdictData,
  'border.seizure.v1': SeizureData,
  'border.lead.v1': LeadData,
  'border.station.v1': StationData,
  'border.declaration.v1': DeclarationData,
  'border.bulletin.v1': BulletinData,
  'border.indicator.v1': IndicatorData,
  'border.correction.v1': Type.Union(
    Object.values(CorrectionOf).flatMap(({ changes, retraction }) => [changes, retraction]),
  ),
} as const;
export type EventType = keyof typeof EVENT_DATA;
/** What each type of event says. */
export type EventData = Static<(typeof EVENT_DATA)[CorrectableType]> | Correction;

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

/** One event, whole: for OpenAPI and for those who build events. */
export const CloudEvent = Type.Union(
  Object.entries(EVENT_DATA).map(([type, data]) =>
    Type.Intersect([EventAttributes, Type.Object({ type: Type.Literal(type), data })], { title: type }),
  ),
);

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
/** Nothing before this is a plausible event of the board: it is refused, so that a broken clock makes no partitions. */
export const EARLIEST_TIME = Date.parse('2000-01-01T00:00:00Z');
