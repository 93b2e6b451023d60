/** SQL that writes an instant as cells carry it: ISO 8601, UTC, milliseconds. */
export function utcText(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
