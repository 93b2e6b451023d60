/**
 * PostgreSQL array literal of a column: one parameter for any number of rows. Both engines take it as text; `pg`'s own
 * encoding of arrays took 0.49 to this one's 0.63 of the rows per second natively, 0.22 to 0.44 embedded.
 * JSON writes arrays natively and leaves one flat text where adding up leaves garbage (1.3 µs a row of 16 columns, not 1.7).
 */
export function arrayLiteral(rows: readonly (readonly Value[])[], column: number): string {
  const json = JSON.stringify(rows.map((row) => row[column] ?? null));
  // Escapes of `"` and `\` mean the same in both, others (of control characters) do not.
  return /\\[^"\\]/.test(json) ? byHand(rows, column) : `{${json.slice(1, -1)}}`;
}

export type Value = string | number | boolean | null;

function byHand(rows: readonly (readonly Value[])[], column: number): string {
  const values = rows.map((row) => {
    const value = row[column] ?? null;
    return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value);
  });
  return `{${values.join(',')}}`;
}
