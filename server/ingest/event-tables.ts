import { EVENT_STREAMS, definitionOf, type EventStream } from '../contract/events/catalogue.ts';
import { columnOf as nameOf } from '../contract/events/definition.ts';
import {
  STREAM_OF,
  type CorrectableType,
  type Correction,
  type EventData,
  type EventType,
} from '../contract/events.ts';
import { readInstant } from '../contract/instant.ts';
import type { Value } from '../db/array-literal.ts';
import { COMMON_COLUMNS, type EventRow, type EventTable } from '../db/queries/insert-events.ts';

/** A field of an event's data, and the column it goes to. */
interface Column {
  field: string;
  name: string;
  type: string;
}

const COLUMNS = Object.fromEntries(
  EVENT_STREAMS.map((stream) => [
    stream,
    Object.entries(definitionOf(stream).fields).map(([field, of]): Column => {
      return { field, name: nameOf(field, of), type: of.sql };
    }),
  ]),
) as Record<EventStream, Column[]>;

/** The column of a field of a type of event; `null`: it has no such field. */
export function columnOf(type: CorrectableType, field: string): string | null {
  return COLUMNS[STREAM_OF[type]].find((each) => each.field === field)?.name ?? null;
}

type Stream = EventStream | 'correction';

const CORRECTION_COLUMNS = [
  { name: 'target_type', type: 'text' },
  { name: 'target_source', type: 'text' },
  { name: 'target_id', type: 'text' },
  { name: 'changes', type: 'jsonb' },
  { name: 'retracted', type: 'boolean' },
  // See ingest/foreign.ts. Where it is null the database takes the feed's own events.
  { name: 'target_feed', type: 'text' },
];

/** Rows that name the token that sent them: what they may change depends on it. See migrations/realm/045-own-word.sql. */
const NAMES_TOKEN: ReadonlySet<Stream> = new Set<Stream>([
  ...EVENT_STREAMS.filter((stream) => definitionOf(stream).number !== undefined),
  'correction',
]);

function table(stream: Stream): EventTable {
  const own = stream === 'correction' ? CORRECTION_COLUMNS : COLUMNS[stream];
  return {
    table: stream,
    columns: [
      ...COMMON_COLUMNS,
      ...own.map(({ name, type }) => ({ name, type })),
      ...(NAMES_TOKEN.has(stream) ? [{ name: 'token', type: 'bigint' }] : []),
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
  stream: EventStream;
  source: string;
  id: string;
  feed: string | null;
  changes: Readonly<Record<string, unknown>>;
} {
  const [stream, source, id, changes, , feed] = row.slice(COMMON_COLUMNS.length);
  return {
    type: `border.${stream as EventStream}.v1`,
    stream: stream as EventStream,
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
  const values = COLUMNS[stream].map(({ field, type: column }) => fit(column, fields[field] ?? null));
  if (NAMES_TOKEN.has(stream)) values.push(token);
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
  const stream = STREAM_OF[type];
  const named = COLUMNS[stream].flatMap(({ field, name, type: column }) => {
    const value = changes[field];
    return value === undefined ? [] : [[name, fit(column, value)] as const];
  });
  return [stream, source, id, JSON.stringify(Object.fromEntries(named)), retracted ?? null, feed ?? null];
}
