/** An instant in milliseconds since the Unix epoch; `NaN` for a date that does not exist. */
export function readInstant(text: string): number {
  const day = Number(text.slice(8, 10));
  // Date.parse takes 30 February for 2 March.
  if (
    day > 28 &&
    day > new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate()
  )
    return NaN;
  return Date.parse(text.toUpperCase());
}
