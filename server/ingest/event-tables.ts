import type { Arrival, Correction, EventType, Seizure, Verdict } from '../contract/events.ts';
import { readInstant } from '../contract/instant.ts';
import type { Value } from '../db/array-literal.ts';
import { COMMON_COLUMNS, type EventTable } from '../db/queries/insert-events.ts';

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
  ),
} as const;

type Stream = keyof typeof FIELDS | 'correction';

const STREAM_OF: Record<EventType, Stream> = {
  'border.arrival.v1': 'arrival',
  'border.verdict.v1': 'verdict',
  'border.seizure.v1': 'seizure',
  'border.correction.v1': 'correction',
};

const CORRECTION_COLUMNS = fields(
  ['targetType', 'text'],
  ['source', 'text', 'target_source'],
  ['id', 'text', 'target_id'],
  ['changes', 'jsonb'],
  ['retracted', 'boolean'],
);

function table(stream: Stream): EventTable {
  const own = stream === 'correction' ? CORRECTION_COLUMNS : FIELDS[stream];
  return { table: stream, columns: [...COMMON_COLUMNS, ...own.map(({ name, type }) => ({ name, type }))] };
}

/** The table of each type of event. */
export const TABLES: Record<EventType, EventTable> = {
  'border.arrival.v1': table('arrival'),
  'border.verdict.v1': table('verdict'),
  'border.seizure.v1': table('seizure'),
  'border.correction.v1': table('correction'),
};

/** Values of checked data in the order of its table's columns, after the common ones. */
export function dataValues(type: EventType, data: Arrival | Verdict | Seizure | Correction): Value[] {
  const stream = STREAM_OF[type];
  if (stream === 'correction') return correctionValues(data as Correction);
  const values = data as unknown as Record<string, Value | undefined>;
  return FIELDS[stream].map(({ field, type: column }) => fit(column, values[field] ?? null));
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
function correctionValues({ source, id, type, changes = {}, retracted }: Correction): Value[] {
  const stream = STREAM_OF[type] as keyof typeof FIELDS;
  const named = FIELDS[stream].flatMap(({ field, name, type: column }) => {
    const value = changes[field];
    return value === undefined ? [] : [[name, fit(column, value)] as const];
  });
  return [stream, source, id, JSON.stringify(Object.fromEntries(named)), retracted ?? null];
}
