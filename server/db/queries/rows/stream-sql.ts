import { definitionOf, type EVENTS, type EventStream } from '../../../contract/events/catalogue.ts';
import { columnOf } from '../../../contract/events/definition.ts';
import { utcText } from '../utc-text.ts';

/** Adds a parameter to a statement and answers with what stands for it, `$3`. */
export type Bind = (value: unknown) => string;
export interface Around {
  schema: string;
  /** ISO 8601: what is about now is about this instant. */
  now: string;
}
/** SQL that says which rows `r` a value of a filter leaves. */
export type Condition = (value: string | boolean, bind: Bind, around: Around) => string;

/** Where rows of a stream lie and how they are shown. Table expressions call a row `r`. */
export interface RowsSql {
  /** Each is a `FROM`, with a condition of its own; columns beside the stream's. Together they are all rows, each once. */
  parts: (schema: string) => readonly { from: string; where?: string; columns: Columns }[];
  /** When a row happened, and what sets rows of one moment apart, as text. */
  time: string;
  ties: readonly string[];
  columns: Columns;
  filters: Readonly<Record<string, Condition>>;
  sums: Readonly<Record<string, string>>;
  /** What a period is about where a filter says that it is another time. */
  otherTime?: Columns;
  /** Further columns of the rows of a page, made when it is known which they are: a lateral join over `page`. */
  also?: (schema: string) => string;
  /** A statement looks through this much of the period at once, from whole multiples since the epoch, in milliseconds. */
  sliceMs?: number;
}
/** Of an event: the filters that its fields do not give. */
export interface EventSql<S extends EventStream> extends Omit<RowsSql, 'filters' | 'sums'> {
  filters: Record<
    (typeof EVENTS)[S]['rows'] extends { filters: infer Filters } ? keyof Filters : never,
    Condition
  >;
  /** Where a sum is not that of the field. */
  sums?: Columns;
  /** Where what it states can be told from the event that a correction `c` names: `port` and `route` of it. */
  placed: (schema: string) => string;
}
/** SQL by the name in the answer. */
export type Columns = Readonly<Record<string, string>>;

/** `camelCase: 'snake_case'` columns of `of`; those named in `instants` as text. */
export function columnsOf(of: string, columns: Columns, instants: readonly string[] = []): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      instants.includes(name) ? utcText(`${of}.${column}`) : `${of}.${column}`,
    ]),
  );
}

/** Every field of an event, of `of`. Of who it is about only the beginning, which tells two in one list apart. */
export function fieldsOf(stream: EventStream, of: string): Columns {
  return Object.fromEntries(
    Object.entries(definitionOf(stream).fields).map(([name, field]) => {
      const column = `${of}.${columnOf(name, field)}`;
      if (field.personal === true) return [name, `left(${column}, 6) || '…'`];
      return [name, field.sql === 'timestamptz' ? utcText(column) : column];
    }),
  );
}

function jsonOf(columns: Columns): string {
  return `json_build_object(${Object.entries(columns)
    .map(([name, sql]) => `'${name}', ${sql}`)
    .join(', ')})`;
}

export const is =
  (column: string): Condition =>
  (value, bind) =>
    `${column} = ${bind(value)}`;

/** Where the value says so; where not, those of which it is not true. */
export const holds =
  (sql: string): Condition =>
  (value) =>
    value === true ? `(${sql})` : `(${sql}) IS NOT TRUE`;

/** One of some named conditions. */
export const among =
  (conditions: Readonly<Record<string, string | ((around: Around, bind: Bind) => string)>>): Condition =>
  (value, bind, around) => {
    const sql = conditions[String(value)];
    if (sql === undefined) throw new Error(`no condition for ${String(value)}`);
    return `(${typeof sql === 'string' ? sql : sql(around, bind)})`;
  };

/** Where the event that a correction `c` names is, as it stands. */
export const placedBy = (stream: EventStream, table: string) => (schema: string) =>
  `SELECT e.port, e.route FROM ${schema}.${table} e
   WHERE c.target_type = '${stream}' AND (e.feed, e.source, e.id) = (c.target_feed, c.target_source, c.target_id)`;

/**
 * Events under their corrections: those that none names as they were stated, the others as they stand in the table that
 * keeps that, with their first statement. Retracted ones are left out: the stream of corrections has them.
 */
export function correctable(stream: EventStream) {
  const placeless = definitionOf(stream).fields['port'] === undefined;
  return {
    parts: (schema: string) => [
      {
        from: `${schema}.${stream} r`,
        where: `NOT EXISTS (SELECT FROM ${schema}.corrected_${stream} k WHERE (k.feed, k.source, k.id, k.time) = (r.feed, r.source, r.id, r.time))`,
        columns: { corrected: 'false', first: 'NULL::json' },
      },
      {
        from: `${schema}.corrected_${stream} r JOIN ${schema}.${stream} f USING (feed, source, id, time)`,
        where: 'NOT r.retracted',
        columns: { corrected: 'true', first: jsonOf(fieldsOf(stream, 'f')) },
      },
    ],
    time: 'r.time',
    ties: ['r.source', 'r.id', 'r.feed'],
    columns: {
      ...columnsOf('r', { time: 'time', source: 'source', id: 'id' }, ['time']),
      ...fieldsOf(stream, 'r'),
      ...columnsOf('r', { recordedAt: 'recorded_at', feed: 'feed' }, ['recordedAt']),
    },
    filters: {},
    placed: (schema: string) => (placeless ? '' : placedBy(stream, `corrected_${stream}`)(schema)),
  };
}

/** What is shown of a thing: its newest statements; more stay in the database. */
const MOST_STATEMENTS = 20;

/**
 * Statements that made a thing what it is, newest first, and the event that the newest of them is. They are as they were
 * stated: `corrected` says that a correction names one.
 */
export function statementsOf(stream: EventStream, of: (schema: string) => string) {
  const heard = {
    source: 's.source',
    id: 's.id',
    feed: 's.feed',
    time: utcText('s.time'),
    recordedAt: utcText('s.recorded_at'),
  };
  return (schema: string): string => `
    SELECT json_agg(stated ORDER BY place) AS statements, (array_agg(source ORDER BY place))[1] AS source,
           (array_agg(id ORDER BY place))[1] AS id, bool_or(named) AS corrected
    FROM (
      SELECT row_number() OVER (ORDER BY s.time DESC, s.recorded_at DESC, s.source DESC, s.id DESC, s.feed DESC) AS place, s.source, s.id,
             EXISTS (SELECT FROM ${schema}.correction_target t WHERE (t.feed, t.source, t.id, t.type) = (s.feed, s.source, s.id, '${stream}')) AS named,
             ${jsonOf({ ...heard, ...fieldsOf(stream, 's') })} AS stated
      FROM ${schema}.${stream} s WHERE ${of(schema)}
      ORDER BY s.time DESC, s.recorded_at DESC, s.source DESC, s.id DESC, s.feed DESC LIMIT ${MOST_STATEMENTS}
    ) each`;
}
