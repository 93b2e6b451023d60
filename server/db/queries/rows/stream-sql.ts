import type { ROW_FILTERS, ROW_SUMS, RowStream } from '../../../contract/rows-rest.ts';
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
/** Of one stream: every filter and sum that its contract names. */
export interface StreamSql<S extends RowStream> extends RowsSql {
  filters: Record<keyof (typeof ROW_FILTERS)[S], Condition>;
  sums: Record<(typeof ROW_SUMS)[S][number], string>;
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

/**
 * Events under their corrections: those that none names as they were stated, the others as they stand in the table that
 * keeps that, with their first statement. Retracted ones are left out: the stream of corrections has them.
 */
export function correctable(table: string, stated: (of: string) => Columns) {
  return (schema: string) => [
    {
      from: `${schema}.${table} r`,
      where: `NOT EXISTS (SELECT FROM ${schema}.corrected_${table} k WHERE (k.feed, k.source, k.id, k.time) = (r.feed, r.source, r.id, r.time))`,
      columns: { corrected: 'false', first: 'NULL::json' },
    },
    {
      from: `${schema}.corrected_${table} r JOIN ${schema}.${table} f USING (feed, source, id, time)`,
      where: 'NOT r.retracted',
      columns: { corrected: 'true', first: jsonOf(stated('f')) },
    },
  ];
}

/** What is shown of a thing: its newest statements; more stay in the database. */
const MOST_STATEMENTS = 20;

/**
 * Statements that made a thing what it is, newest first, and the event that the newest of them is. They are as they were
 * stated: `corrected` says that a correction names one.
 */
export function statementsOf(table: string, of: (schema: string) => string, stated: Columns) {
  return (schema: string): string => `
    SELECT json_agg(stated ORDER BY place) AS statements, (array_agg(source ORDER BY place))[1] AS source,
           (array_agg(id ORDER BY place))[1] AS id, bool_or(named) AS corrected
    FROM (
      SELECT row_number() OVER (ORDER BY s.time DESC, s.recorded_at DESC, s.source DESC, s.id DESC, s.feed DESC) AS place, s.source, s.id,
             EXISTS (SELECT FROM ${schema}.correction_target t WHERE (t.feed, t.source, t.id, t.type) = (s.feed, s.source, s.id, '${table}')) AS named,
             ${jsonOf({ source: 's.source', id: 's.id', feed: 's.feed', time: utcText('s.time'), recordedAt: utcText('s.recorded_at'), ...stated })} AS stated
      FROM ${schema}.${table} s WHERE ${of(schema)}
      ORDER BY s.time DESC, s.recorded_at DESC, s.source DESC, s.id DESC, s.feed DESC LIMIT ${MOST_STATEMENTS}
    ) each`;
}
