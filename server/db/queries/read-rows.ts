import { NO_PLACE, ROWS, type Row, type RowStream } from '../../contract/rows-rest.ts';
import type { RealmDatabase } from '../database.ts';
import { rowsSql } from './rows/row-streams.ts';
import type { Bind, Columns, RowsSql } from './rows/stream-sql.ts';

/** Which rows. */
export interface RowsWanted {
  stream: RowStream;
  /** `-`: rows that name none. */
  port?: string | undefined;
  route?: string | undefined;
  /** From the first instant to before the other; milliseconds since the Unix epoch. Left out: of all times. */
  from?: number | undefined;
  to?: number | undefined;
  filters: Readonly<Record<string, string | boolean>>;
  /** What is about now is about this instant, in milliseconds since the Unix epoch. */
  now: number;
}

/** Where a page ended: its last row's time, to the microsecond, and what sets it apart from others of that moment. */
export type RowCursor = readonly [time: string, ...ties: string[]];

export interface RowPage {
  rows: Row[];
  /** `null`: there are no more. */
  next: RowCursor | null;
}

/** Names of a stream's columns, in the order in which a file has them. */
export function rowColumns(stream: RowStream): readonly string[] {
  const { also, columns, parts } = rowsSql(stream);
  const more = parts('').flatMap((part) => Object.keys(part.columns));
  const statements = also === undefined ? [] : ['source', 'id', 'corrected', 'statements'];
  return [...new Set([...Object.keys(columns), ...more, ...statements])];
}

/** How many texts set rows of one moment apart. */
export function tiesOf(stream: RowStream): number {
  return rowsSql(stream).ties.length;
}

/** Long enough for a day of verdicts on a busy machine, in milliseconds. */
const ANSWER_MS = 60_000;

/** A page of rows, newest first, of those after a cursor. New rows move nothing that a later page shows. */
export async function readRows(
  realm: RealmDatabase,
  wanted: RowsWanted,
  limit: number,
  after: RowCursor | null,
): Promise<RowPage> {
  const sql = rowsSql(wanted.stream);
  const found: (Row & { cursor: string[] })[] = [];
  for (const slice of slicesOf(sql, wanted, after)) {
    const statement = new Statement(realm.schema, wanted);
    const where = statement.where(slice, after);
    const ends = (time: string, ties: readonly string[]) =>
      [time, ...ties].map((each) => `${each} DESC`).join(', ');
    const keys = sql.ties.map((_, place) => `tie${place}`);
    const parts = sql.parts(realm.schema).map(
      (part) => `(SELECT ${selected({ ...sql.columns, ...part.columns })}, ${sql.time} AS at,
          ${sql.ties.map((tie, place) => `${tie} AS tie${place}`).join(', ')}
        FROM ${part.from} WHERE ${[...(part.where ? [part.where] : []), ...where].join(' AND ') || 'true'}
        ORDER BY ${ends(sql.time, sql.ties)} LIMIT ${limit + 1 - found.length})`,
    );
    const page = `SELECT * FROM (${parts.join(' UNION ALL ')}) each ORDER BY ${ends('at', keys)} LIMIT ${limit + 1 - found.length}`;
    const also = sql.also ? `CROSS JOIN LATERAL (${sql.also(realm.schema)}) also` : '';
    const exact = `to_char(page.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
    const rows = await realm.db.query<Row & { cursor: string[] }>(
      `SELECT page.*, ${sql.also ? 'also.*, ' : ''}json_build_array(${[exact, ...keys.map((key) => `page.${key}`)].join(', ')}) AS cursor
       FROM (${page}) page ${also} ORDER BY ${ends('page.at', keys)}`,
      statement.params,
      { timeoutMs: ANSWER_MS },
    );
    found.push(...rows);
    if (found.length > limit) break;
  }
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => shown(row, sql.ties.length)),
    next: found.length > limit && last !== undefined ? (last.cursor as unknown as RowCursor) : null,
  };
}

/** How many rows there are, and the sum of a column of them, where one is named. */
export async function measureRows(
  realm: RealmDatabase,
  wanted: RowsWanted,
  of: string | null,
): Promise<{ rows: number; sum: number | null }> {
  const sql = rowsSql(wanted.stream);
  const summed = of === null ? null : sql.sums[of];
  if (summed === undefined) throw new Error(`${wanted.stream} has no sum of ${of}`);
  const total = { rows: 0, sum: summed === null ? null : 0 };
  for (const slice of slicesOf(sql, wanted, null)) {
    const statement = new Statement(realm.schema, wanted);
    const where = statement.where(slice, null);
    const parts = sql.parts(realm.schema).map(
      (part) => `SELECT count(*) AS rows, sum(${summed ?? 0}) AS sum FROM ${part.from}
        WHERE ${[...(part.where ? [part.where] : []), ...where].join(' AND ') || 'true'}`,
    );
    const [row] = await realm.db.query<{ rows: number; sum: number | null }>(
      `SELECT sum(rows)::bigint AS rows, sum(sum) AS sum FROM (${parts.join(' UNION ALL ')}) part`,
      statement.params,
      { timeoutMs: ANSWER_MS },
    );
    total.rows += row?.rows ?? 0;
    if (total.sum !== null) total.sum += row?.sum ?? 0;
  }
  return total;
}

interface Slice {
  from: number | undefined;
  to: number | undefined;
}

/** The period, newest first, in parts that a statement can look through at once. */
function* slicesOf(sql: RowsSql, { from, to }: RowsWanted, after: RowCursor | null): Generator<Slice> {
  if (sql.sliceMs === undefined || from === undefined || to === undefined) return yield { from, to };
  // The cursor's microsecond is within the slice that ends after its millisecond.
  let end = after === null ? to : Math.min(to, Date.parse(after[0]) + 1);
  while (end > from) {
    const start = Math.max(from, Math.ceil(end / sql.sliceMs - 1) * sql.sliceMs);
    yield { from: start, to: end };
    end = start;
  }
}

/** Conditions of one statement, and the parameters that they name. */
class Statement {
  readonly params: unknown[] = [];
  readonly #schema: string;
  readonly #wanted: RowsWanted;
  readonly #bind: Bind = (value) => `$${this.params.push(value)}`;

  constructor(schema: string, wanted: RowsWanted) {
    this.#schema = schema;
    this.#wanted = wanted;
  }

  where({ from, to }: Slice, after: RowCursor | null): string[] {
    const { filters, now, port, route, stream } = this.#wanted;
    const sql = rowsSql(stream);
    const time =
      Object.entries(filters)
        .map(([name, value]) => (value === true ? sql.otherTime?.[name] : undefined))
        .find((each) => each !== undefined) ?? sql.time;
    const around = { schema: this.#schema, now: new Date(now).toISOString() };
    const at = (instant: number) => `${this.#bind(new Date(instant).toISOString())}::timestamptz`;
    const named = (column: string, value: string | undefined) => {
      if (value === undefined || ROWS[stream].placed === 'never') return [];
      return value === NO_PLACE ? [`${column} IS NULL`] : [`${column} = ${this.#bind(value)}`];
    };
    return [
      ...named('r.port', port),
      ...named('r.route', route),
      ...(from === undefined ? [] : [`${time} >= ${at(from)}`]),
      ...(to === undefined ? [] : [`${time} < ${at(to)}`]),
      ...Object.entries(filters).map(([name, value]) => {
        const condition = sql.filters[name];
        if (condition === undefined) throw new Error(`${stream} has no filter ${name}`);
        return condition(value, this.#bind, around);
      }),
      ...(after === null
        ? []
        : [
            `(${[sql.time, ...sql.ties].join(', ')}) < (${this.#bind(after[0])}::timestamptz, ${after
              .slice(1)
              .map((tie) => `${this.#bind(tie)}::text`)
              .join(', ')})`,
          ]),
    ];
  }
}

function selected(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, sql]) => `${sql} AS "${name}"`)
    .join(', ');
}

function shown(row: Row & { cursor: string[] }, ties: number): Row {
  const { at: _at, cursor: _cursor, ...shownRow } = row;
  for (let place = 0; place < ties; place++) delete shownRow[`tie${place}`];
  return shownRow;
}
