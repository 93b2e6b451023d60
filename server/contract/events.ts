import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import { PORTS } from './ports.ts';
import { ROUTES } from './routes.ts';

/** Text that may be shown: no control characters, no lone surrogates, nothing empty. */
function text(maxLength: number, description: string) {
  return Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff]*$',
    description,
  });
}

function oneOf<const T extends readonly string[]>(values: T, description: string) {
  return Type.Enum([...values] as string[] as unknown as T, { description });
}

const closed = { additionalProperties: false };
const port = oneOf(
  PORTS.map((each) => each.code),
  'Code of the port of entry, see GET /api/v1/reference',
);
const route = oneOf(ROUTES, 'Entry route');
const origin = Type.String({ pattern: '^[A-Z]{2}$', description: 'Country of origin, ISO 3166-1 alpha-2' });
const instant = Type.String({
  maxLength: 40,
  pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)$',
  description: 'Date and time with offset, RFC 3339',
});

const arrivalFields = {
  port,
  route,
  conveyance: text(64, 'Flight, voyage, consignment or batch'),
  origin,
  units: Type.Integer({
    minimum: 1,
    maximum: 10_000_000,
    description: 'Travellers, parcels, mail items or consignments in it',
  }),
  risk: oneOf(['normal', 'high'], 'Risk of the arrival as a whole'),
};
const ArrivalData = Type.Object({ ...arrivalFields, scheduledAt: Type.Optional(instant) }, closed);

const verdictFields = {
  port,
  route,
  station: text(64, 'X-ray station or reader seat'),
  subject: text(128, 'The item that was looked at: both of its verdicts carry the same subject'),
  stage: oneOf(['primary', 'secondary'], 'primary: first reading; secondary: the dedicated officer'),
  by: oneOf(['ai', 'officer'], 'Who decided'),
  result: oneOf(['clear', 'suspect', 'confirmed'], 'What was decided'),
  scanMs: Type.Integer({
    minimum: 0,
    maximum: 86_400_000,
    description: 'How long the image was looked at, in milliseconds',
  }),
};
const verdictOptional = {
  score: Type.Number({ minimum: 0, maximum: 1, description: "The model's score" }),
  model: text(64, 'Model and version'),
  origin,
};
const VerdictData = Type.Object({ ...verdictFields, ...optional(verdictOptional) }, closed);

const seizureFields = {
  caseNo: text(64, 'Case number. A later statement with the same number replaces the earlier one'),
  port,
  route,
  category: oneOf(['drug', 'firearm', 'gun-part', 'currency', 'other'], 'What was seized'),
  status: oneOf(['provisional', 'confirmed'], 'Standing of the figures'),
};
const seizureOptional = {
  substance: text(64, 'Substance in lower case, e.g. methamphetamine'),
  grams: Type.Number({
    minimum: 0,
    maximum: 1e9,
    description: 'Weight in grams, to the milligram',
  }),
  amountKrw: Type.Integer({ minimum: 0, maximum: 1e15, description: 'Amount in won' }),
  origin,
  subject: text(128, 'Item, as in its verdicts'),
  concealment: text(200, 'How it was hidden'),
};
const SeizureData = Type.Object({ ...seizureFields, ...optional(seizureOptional) }, closed);

function optional<T extends TProperties>(fields: T) {
  return Type.Partial(Type.Object(fields)).properties;
}

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
    source: text(200, '`source` of the event corrected'),
    id: text(128, '`id` of the event corrected'),
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

// The case number is what a case is: a wrong one is retracted and stated anew.
const { caseNo: _caseNo, ...amendable } = seizureFields;

/** Per type of event, how a correction of it looks. */
export const CorrectionOf = {
  'border.arrival.v1': correction('border.arrival.v1', changes(arrivalFields, { scheduledAt: instant })),
  'border.verdict.v1': correction('border.verdict.v1', changes(verdictFields, verdictOptional)),
  'border.seizure.v1': correction('border.seizure.v1', changes(amendable, seizureOptional)),
} as const;
export type CorrectableType = keyof typeof CorrectionOf;

/** `data` of every type of event that the board takes. */
export const EVENT_DATA = {
  'border.arrival.v1': ArrivalData,
  'border.verdict.v1': VerdictData,
  'border.seizure.v1': SeizureData,
  'border.correction.v1': Type.Union(
    Object.values(CorrectionOf).flatMap(({ changes, retraction }) => [changes, retraction]),
  ),
} as const;
export type EventType = keyof typeof EVENT_DATA;

export type Arrival = Static<typeof ArrivalData>;
export type Verdict = Static<typeof VerdictData>;
export type Seizure = Static<typeof SeizureData>;
export interface Correction {
  source: string;
  id: string;
  type: CorrectableType;
  changes?: Record<string, string | number | null>;
  retracted?: boolean;
}

/**
 * Attributes of CloudEvents 1.0 as the board takes them. `time` is when it happened and is required;
 * `recordedtime` (an extension) is when it became known, taken only from feeds that may say so.
 * Other extensions are allowed and ignored, as the specification asks.
 */
export const EventAttributes = Type.Object({
  specversion: Type.Literal('1.0'),
  id: text(128, 'Unique with `source` and `time`'),
  source: text(200, 'Who says it: URI reference'),
  type: Type.String({ maxLength: 64, description: Object.keys(EVENT_DATA).join(', ') }),
  time: instant,
  datacontenttype: Type.Optional(
    Type.String({ pattern: '^application/([a-z0-9.+-]+\\+)?json(\\s*;.*)?$', description: 'JSON only' }),
  ),
  recordedtime: Type.Optional(instant),
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
  data: Arrival | Verdict | Seizure | Correction;
}

/** A time further ahead of the server's clock than this is refused, in milliseconds. */
export const MAX_AHEAD_MS = 5 * 60_000;
/** Nothing before this is a plausible event of the board: it is refused, so that a broken clock makes no partitions. */
export const EARLIEST_TIME = Date.parse('2000-01-01T00:00:00Z');
