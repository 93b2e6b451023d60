import type { CorrectableType, Correction, EventData, EventType } from '../contract/events.ts';
import { readInstant } from '../contract/instant.ts';
import type { Value } from '../db/array-literal.ts';
import { COMMON_COLUMNS, type EventRow, type EventTable } from '../db/queries/insert-events.ts';

/** A field of an event's data, and the column it goes to. */
interface Field {
  field: string;
  name: string;
  type: string;
}

function fields(...list: (readonly [field: string, type: string, name?: string])[]): Field[] {
  return list.map(
    ([field, type, name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]) => ({
      field,
      type,
      name,
    }),
  );
}

const FIELDS = {
  arrival: fields(
    ['port', 'text'],
    ['route', 'text'],
    ['conveyance', 'text'],
    ['origin', 'text'],
    ['units', 'integer'],
    ['risk', 'text'],
    ['scheduledAt', 'timestamptz'],
  ),
  verdict: fields(
    ['port', 'text'],
    ['route', 'text'],
    ['station', 'text'],
    ['subject', 'text'],
    ['stage', 'text'],
    ['by', 'text', 'judged_by'],
    ['result', 'text'],
    ['scanMs', 'integer'],
    ['score', 'real'],
    ['model', 'text'],
    ['origin', 'text'],
    ['batch', 'text'],
  ),
  seizure: fields(
    ['caseNo', 'text'],
    ['port', 'text'],
    ['route', 'text'],
    ['category', 'text'],
    ['substance', 'text'],
    ['grams', 'numeric'],
    ['amountKrw', 'bigint'],
    ['origin', 'text'],
    ['subject', 'text'],
    ['status', 'text'],
    ['concealment', 'text'],
    ['item', 'text'],
    ['quantity', 'integer'],
    ['part', 'text'],
    ['weapon', 'text'],
    ['offence', 'text'],
    ['investigationRequestedAt', 'timestamptz'],
    ['investigationAcceptedAt', 'timestamptz'],
    ['referredAt', 'timestamptz'],
  ),
  lead: fields(
    ['leadNo', 'text'],
    ['partner', 'text'],
    ['kind', 'text'],
    ['status', 'text'],
    ['port', 'text'],
    ['route', 'text'],
    ['conveyance', 'text'],
    ['subject', 'text'],
    ['origin', 'text'],
    ['validFrom', 'timestamptz'],
    ['validUntil', 'timestamptz'],
    ['dueAt', 'timestamptz'],
    ['aboard', 'integer'],
    ['listVersion', 'text'],
    ['stepsDone', 'integer'],
    ['stepsTotal', 'integer'],
    ['offence', 'text'],
    ['link', 'text'],
    ['amountKrw', 'bigint'],
    ['caseNo', 'text'],
    ['direction', 'text'],
    ['referredAt', 'timestamptz'],
  ),
  station: fields(
    ['station', 'text'],
    ['port', 'text'],
    ['route', 'text'],
    ['kind', 'text'],
    ['state', 'text'],
    ['reason', 'text'],
    ['dedicated', 'boolean'],
    ['inspectedAt', 'timestamptz'],
    ['inspectionDueAt', 'timestamptz'],
    ['testsTaken', 'integer'],
    ['testsPassed', 'integer'],
    ['model', 'text'],
    ['conveyance', 'text'],
    ['inspected', 'integer'],
  ),
  declaration: fields(
    ['port', 'text'],
    ['route', 'text'],
    ['direction', 'text'],
    ['result', 'text'],
    ['amountUsd', 'numeric'],
    ['amountKrw', 'bigint'],
    ['currency', 'text'],
    ['courier', 'text'],
  ),
  bulletin: fields(
    ['bulletinNo', 'text'],
    ['kind', 'text'],
    ['title', 'text'],
    ['status', 'text'],
    ['hsHeading', 'text'],
    ['country', 'text'],
    ['periodFrom', 'date'],
    ['periodTo', 'date'],
  ),
  indicator: fields(
    ['name', 'text'],
    ['value', 'double precision'],
    ['unit', 'text'],
    ['period', 'text'],
    ['target', 'double precision'],
    ['better', 'text'],
    ['ko', 'text'],
    ['en', 'text'],
    ['port', 'text'],
    ['route', 'text'],
  ),
} as const;

function fieldsOf(column: string): ReadonlySet<string> {
  const all = Object.values(FIELDS).flat();
  return new Set(all.filter(({ type }) => type === column).map(({ field }) => field));
}
/** Fields of any stream that hold an instant, or a day: their schema does not know which of them exist. */
export const INSTANT_FIELDS = fieldsOf('timestamptz');
export const DAY_FIELDS = fieldsOf('date');

/** The column of a field of a type of event; `null`: it has no such field. */
export function columnOf(type: CorrectableType, field: string): string | null {
  const stream = STREAM_OF[type] as keyof typeof FIELDS;
  return FIELDS[stream].find((each) => each.field === field)?.name ?? null;
}

type Stream = keyof typeof FIELDS | 'correction';

const STREAM_OF: Record<EventType, Stream> = {
  'border.arrival.v1': 'arrival',
  'border.verdict.v1': 'verdict',
  'border.seizure.v1': 'seizure',
  'border.lead.v1': 'lead',
  'border.station.v1': 'station',
  'border.declaration.v1': 'declaration',
  'border.bulletin.v1': 'bulletin',
  'border.indicator.v1': 'indicator',
  'border.correction.v1': 'correction',
};

const CORRECTION_COLUMNS = fields(
  ['targetType', 'text'],
  ['source', 'text', 'target_source'],
  ['id', 'text', 'target_id'],
  ['changes', 'jsonb'],
  ['retracted', 'boolean'],
  // See ingest/foreign.ts. Where it is null the database takes the feed's own events.
  ['feed', 'text', 'target_feed'],
);

/** Streams whose rows name the token that sent them: what they may change depends on it. See migrations/realm/045-own-word.sql. */
const BY_TOKEN: ReadonlySet<Stream> = new Set(['seizure', 'lead', 'bulletin', 'correction']);

function table(stream: Stream): EventTable {
  const own = stream === 'correction' ? CORRECTION_COLUMNS : FIELDS[stream];
  return {
    table: stream,
    columns: [
      ...COMMON_COLUMNS,
      ...own.map(({ name, type }) => ({ name, type })),
      ...(BY_TOKEN.has(stream) ? [{ name: 'token', type: 'bigint' }] : []),
    ],
  };
}

/** The table of each type of event. */
export const TABLES = Object.fromEntries(
  Object.entries(STREAM_OF).map(([type, stream]) => [type, table(stream)]),
) as Record<EventType, EventTable>;

/** What a correction's row says, its changes by column; `feed` is `null` where it names none. */
export function readCorrection(row: EventRow): {
  type: CorrectableType;
  stream: keyof typeof FIELDS;
  source: string;
  id: string;
  feed: string | null;
  changes: Readonly<Record<string, unknown>>;
} {
  const [stream, source, id, changes, , feed] = row.slice(COMMON_COLUMNS.length);
  return {
    type: `border.${stream as keyof typeof FIELDS}.v1`,
    stream: stream as keyof typeof FIELDS,
    source: String(source),
    id: String(id),
    feed: typeof feed === 'string' ? feed : null,
    changes: JSON.parse(String(changes)) as Record<string, unknown>,
  };
}

/** Values of checked data in the order of its table's columns, after the common ones. @param token number of the sender's */
export function dataValues(type: EventType, data: EventData, token: number): Value[] {
  const stream = STREAM_OF[type];
  if (stream === 'correction') return [...correctionValues(data as Correction), token];
  const fields = data as unknown as Record<string, Value | undefined>;
  const values = FIELDS[stream].map(({ field, type: column }) => fit(column, fields[field] ?? null));
  if (BY_TOKEN.has(stream)) values.push(token);
  return values;
}

/** A value as its column can hold it: a refusal by the database would undo the statement, and the events beside this one. */
function fit(column: string, value: Value): Value {
  if (column === 'real' && typeof value === 'number' && value < 1e-37) return 0;
  // PostgreSQL knows no offset beyond 15:59.
  if (column === 'timestamptz' && typeof value === 'string')
    return new Date(readInstant(value)).toISOString();
  return value;
}

/** A correction's changes are kept under column names, so that the database can lay them over the row. */
function correctionValues({ source, id, type, feed, changes = {}, retracted }: Correction): Value[] {
  const stream = STREAM_OF[type] as keyof typeof FIELDS;
  const named = FIELDS[stream].flatMap(({ field, name, type: column }) => {
    const value = changes[field];
    return value === undefined ? [] : [[name, fit(column, value)] as const];
  });
  return [stream, source, id, JSON.stringify(Object.fromEntries(named)), retracted ?? null, feed ?? null];
}
