import { stringify } from 'csv-stringify/sync';
import type { Row, RowStream } from '../contract/rows-rest.ts';
import { rowColumns, type RowsWanted } from '../db/queries/read-rows.ts';
import type { RunningRealm } from '../realm.ts';

/** Says to Excel that what follows is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';
/** What a spreadsheet would take for a formula. Numbers are none: they are written as such. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** CSV after RFC 4180, page by page: a line of names, then rows. What is no plain value is written as JSON. */
export async function* csvOf(stream: RowStream, pages: AsyncIterable<Row[]>): AsyncGenerator<string> {
  const columns = rowColumns(stream);
  const lines = (rows: readonly unknown[][]) => stringify([...rows], { record_delimiter: '\r\n' });
  yield BYTE_ORDER_MARK + lines([[...columns]]);
  for await (const rows of pages) {
    if (rows.length > 0) yield lines(rows.map((row) => columns.map((column) => csvValue(row[column]))));
  }
}

function csvValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return FORMULA.test(value) ? `'${value}` : value;
  return JSON.stringify(value);
}

/** One JSON document, page by page; one that was cut off does not parse. */
export async function* jsonOf(
  { describe }: RunningRealm,
  { filters, from, now, port, route, stream, to }: RowsWanted,
  pages: AsyncIterable<Row[]>,
): AsyncGenerator<string> {
  const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  const head = {
    ...{ realm: describe.name, stream, port: port ?? null, route: route ?? null },
    ...{ from: iso(from), to: iso(to), filters, exportedAt: iso(now) },
  };
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let first = true;
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    yield `${first ? '' : ','}\n${rows.map((row) => JSON.stringify(row)).join(',\n')}`;
    first = false;
  }
  yield '\n]}\n';
}
