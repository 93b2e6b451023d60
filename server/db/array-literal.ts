/**
 * PostgreSQL array literal of a column: one parameter for any number of rows. Both engines take it as text; `pg`'s own
 * encoding of arrays took 0.49 to this one's 0.63 of the rows per second natively, 0.22 to 0.44 embedded.
 */
export function arrayLiteral(rows: readonly (readonly Value[])[], column: number): string {
  let text = '{';
  for (let index = 0; index < rows.length; index++) {
    if (index > 0) text += ',';
    const value = rows[index]?.[column];
    if (value === null || value === undefined) text += 'NULL';
    else if (typeof value === 'string') text += quoted(value);
    else text += String(value);
  }
  return text + '}';
}

export type Value = string | number | boolean | null;

function quoted(value: string): string {
  if (!value.includes('"') && !value.includes('\\')) return `"${value}"`;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
