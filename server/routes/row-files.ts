import type { Row, RowStream } from '../contract/rows-rest.ts';
import { rowColumns, type RowsWanted } from '../db/queries/read-rows.ts';
import type { RunningRealm } from '../realm.ts';
import { csvDocument } from './csv.ts';

/** CSV, page by page; its columns are the fields of the stream's rows. */
export function csvOf(stream: RowStream, pages: AsyncIterable<Row[]>): AsyncGenerator<string> {
  const columns = rowColumns(stream);
  return csvDocument(columns, cellsOf(columns, pages));
}

async function* cellsOf(columns: readonly string[], pages: AsyncIterable<Row[]>) {
  for await (const rows of pages) yield rows.map((row) => columns.map((column) => row[column]));
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
