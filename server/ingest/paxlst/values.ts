/** Upper case without blanks: senders pad and break values freely (`DTM+232: 1306212200:201`). */
export const clean = (value: string | undefined): string => (value ?? '').replace(/\s+/g, '').toUpperCase();

/** An IATA airport code, or null for anything else (ICAO codes, country codes, free text). */
export function readAirport(value: string | undefined): string | null {
  const code = clean(value);
  return /^[A-Z]{3}$/.test(code) ? code : null;
}

/** A whole number of at most five digits (a list's counts), else null. */
export function readCount(value: string | undefined): number | null {
  const digits = clean(value);
  return /^0*\d{1,5}$/.test(digits) ? Number(digits) : null;
}

/**
 * The flight's one name: carrier + number, no blanks, no padding zeros, `KE017` → `KE17`. Padding
 * is the sender's habit, not part of the number (`UA0989` and `UA989` are both in the field), so
 * only the unpadded form joins a flight's list with its other messages. Null if unreadable.
 * @param identifier TDT C220/8028, with the carrier before the number or not
 * @param carrier TDT C040/3127; empty in many messages. A contradicting identifier wins.
 */
export function readFlight(identifier: string | undefined, carrier: string | undefined): string | null {
  const own = clean(carrier);
  const whole = clean(identifier);
  const stated = /^[A-Z0-9]{2,3}$/.test(own) && !/^\d+$/.test(own) ? own : null;
  const rest = stated !== null && whole.startsWith(stated) ? whole.slice(stated.length) : whole;
  const number = /^0*(\d{1,5})([A-Z]?)$/.exec(rest);
  if (number !== null && stated !== null) return `${stated}${number[1]}${number[2]}`;
  // Three letters are an ICAO designator; the IATA one has two characters, at least one a letter.
  const split = /^([A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])0*(\d{1,5})([A-Z]?)$/.exec(whole);
  return split === null ? null : `${split[1]}${split[2]}${split[3]}`;
}

/** A moment on an airport's clock; `dateOnly` when the sender gave no time and 00:00 stands in. */
export interface LocalTime {
  local: string;
  dateOnly: boolean;
}

/**
 * Reads a DTM value of format 201 (YYMMDDHHMM), 203 (CCYYMMDDHHMM), 204 (with seconds), 205 (with
 * the zone), 101 (YYMMDD) or 102 (CCYYMMDD), told by the digits' number because the stated format is often
 * missing or wrong. Null for anything else and for days that do not exist. Years of two digits
 * are 20xx: these are flights, not births.
 * @param parts the values after the qualifier, format code last if there is one
 */
export function readLocalTime(parts: readonly string[]): LocalTime | null {
  const values = parts.map(clean).filter((value) => value !== '');
  // A time in a component of its own (DTM+189:20241120:1430:203) is joined to its date.
  if (values.length > 1 && /^(?:10[12]|20[1345])$/.test(values.at(-1) ?? '')) values.pop();
  // A zone (205: CCYYMMDDHHMMZHHMM, Z a letter or a sign) is dropped: the clock is the airport's.
  const digits = /^(\d{6,14})(?:[A-Z+-]{1,2}\d{0,4})?$/.exec(values.join(''))?.[1];
  if (digits === undefined || digits.length % 2 === 1) return null;
  const full = digits.length === 6 || digits.length === 10 ? `20${digits}` : digits;
  const [year, month, day] = [full.slice(0, 4), full.slice(4, 6), full.slice(6, 8)];
  const dateOnly = full.length === 8;
  const [hour, minute] = dateOnly ? ['00', '00'] : [full.slice(8, 10), full.slice(10, 12)];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!exists || Number(month) < 1 || Number(hour) > 23 || Number(minute) > 59) return null;
  return { local: `${year}-${month}-${day}T${hour}:${minute}`, dateOnly };
}
