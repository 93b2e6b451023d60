import { stringify } from 'csv-stringify/sync';

/** Says to Excel that what follows is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';
/**
 * What a spreadsheet would take for a formula, also behind blanks that it leaves out. An apostrophe before it says that it is
 * text; one that was there already gets another, so that the text can be had back by taking one away. Numbers are written as such.
 */
const FORMULA = /^'*[\s\u00a0]*[=+\-@\t\r＝＋－＠]/;

/** CSV after RFC 4180, page by page: a line of names, then rows. What is no plain value is written as JSON. */
export async function* csvDocument(
  columns: readonly string[],
  pages: AsyncIterable<readonly (readonly unknown[])[]>,
): AsyncGenerator<string> {
  const lines = (rows: readonly (readonly unknown[])[]) =>
    stringify(
      rows.map((row) => row.map(csvValue)),
      { record_delimiter: '\r\n' },
    );
  yield BYTE_ORDER_MARK + lines([columns]);
  for await (const rows of pages) if (rows.length > 0) yield lines(rows);
}

function csvValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return FORMULA.test(value) ? `'${value}` : value;
}
