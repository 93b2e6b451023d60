/**
 * Days, hours and months of the site's time zone. One process serves one site, and a page shows one: the zone is fixed when
 * the site is created and chosen once at start, instead of being handed through every function that names a day. In SQL the
 * same is said by `site_day`, `site_hour` and `start_of_day` (migrations/realm/010-clock.sql).
 *
 * A day has 23, 24, 25 hours or another length, and an hour of the zone need not begin with one of UTC. A local time that
 * exists twice means the first of the two; one that does not exist means the instant as much later as the clock was put
 * forward: 02:30 of a night without 02:00 to 03:00 is 03:30.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More UTC days or dates than a site looks at; what is kept of them stays small whatever is asked. */
const MOST_KEPT = 10_000;

let zone: Zone;

/**
 * Chooses the zone of this process; only the start of a server or a page, and tests, do so. It is Asia/Seoul until then.
 * @param name of the IANA database. Throws a RangeError for a zone that does not exist.
 */
export function useTimeZone(name: string): void {
  zone = new Zone(name);
}

export function timeZone(): string {
  return zone.name;
}

/** Day of an instant (milliseconds since the Unix epoch): `YYYY-MM-DD`. */
export function siteDay(at: number): string {
  return zone.dayOf(at);
}

/** First instant of a day, in milliseconds since the Unix epoch; NaN for what is no date. */
export function startOfDay(day: string): number {
  return zone.instantOf(midnight(day));
}

/** First instant after a day. */
export function endOfDay(day: string): number {
  return startOfDay(addDays(day, 1));
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = midnight(text);
  return Number.isFinite(at) && isoDay(at) === text;
}

/** The date so many days after another, or before it. */
export function addDays(day: string, days: number): string {
  return isoDay(midnight(day) + days * DAY_MS);
}

/** Beginning of the hour of an instant. One in which the clock was put by half an hour is half an hour longer or shorter. */
export function startOfHour(at: number): number {
  const start = at - mod(zone.localOf(at), HOUR_MS);
  // Where the clock was put within the hour, its beginning by the present offset is no beginning.
  return mod(zone.localOf(start), HOUR_MS) === 0 ? start : startOfHour(start);
}

export function endOfHour(at: number): number {
  const start = startOfHour(at);
  for (let end = start + HOUR_MS; ; end += HOUR_MS - mod(zone.localOf(end), HOUR_MS)) {
    const begins = startOfHour(end);
    if (begins > start) return begins;
  }
}

/** Date and time of day of an instant as the site's clocks show them: `YYYY-MM-DDTHH:MM:SS`. */
export function localTime(at: number): string {
  return new Date(zone.localOf(at)).toISOString().slice(0, 19);
}

/** The instant at which the site's clocks show a date and time, `YYYY-MM-DDTHH:MM` with or without seconds; NaN for none. */
export function instantOf(local: string): number {
  return zone.instantOf(Date.parse(`${local}Z`));
}

/** The same time of day so many days later, or earlier. */
export function daysLater(at: number, days: number): number {
  return zone.instantOf(zone.localOf(at) + days * DAY_MS);
}

/** The same date a year earlier; 29 February becomes the 28th. */
function yearBefore(day: string): string {
  const date = new Date(midnight(day));
  const month = date.getUTCMonth();
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  if (date.getUTCMonth() !== month) date.setUTCDate(0);
  return isoDay(date.getTime());
}

/**
 * The same period of the year before: first and last date are the same, so that a period that ends on 28 February never
 * reaches into the 29th of a leap year. What begins or ends with a day does so a year earlier, however long that day was;
 * instants keep their time of day. `from` included, `to` excluded, milliseconds since the Unix epoch.
 */
export function samePeriodLastYear(from: number, to: number): { from: number; to: number } {
  const [first, last] = [siteDay(from), siteDay(to - 1)];
  const [firstBefore, lastBefore] = [yearBefore(first), yearBefore(last)];
  const sameTime = (at: number, day: string) => zone.instantOf(midnight(day) + mod(zone.localOf(at), DAY_MS));
  return {
    from: from === startOfDay(first) ? startOfDay(firstBefore) : sameTime(from, firstBefore),
    to: to === endOfDay(last) ? endOfDay(lastBefore) : sameTime(to - 1, lastBefore) + 1,
  };
}

class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #spans = new Map<number, Span>();
  #span: Span = { from: 0, to: 0, changes: 0, before: 0, after: 0 };
  readonly #days = new Map<number, string>();
  #number = NaN;
  #day = '';

  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    this.name = name;
  }

  dayOf(at: number): string {
    const number = Math.floor(this.localOf(at) / DAY_MS);
    if (number === this.#number) return this.#day;
    this.#number = number;
    return (this.#day = keep(this.#days, number, () => isoDay(number * DAY_MS)));
  }

  /** What local clocks show, as if it were UTC: milliseconds since the Unix epoch. */
  localOf(at: number): number {
    return at + this.offsetAt(at);
  }

  /** How far local clocks are ahead of UTC, in milliseconds. */
  offsetAt(at: number): number {
    let span = this.#span;
    if (!(at >= span.from && at < span.to)) {
      const number = Math.floor(at / DAY_MS);
      span = this.#span = keep(this.#spans, number, () => this.#look(number * DAY_MS));
    }
    return at < span.changes ? span.before : span.after;
  }

  /** @param local a local date and time as if it were UTC, in milliseconds since the Unix epoch */
  instantOf(local: number): number {
    if (Number.isNaN(local)) return NaN;
    const before = this.offsetAt(local - DAY_MS);
    const first = local - before;
    if (this.offsetAt(first) === before) return first;
    const after = this.offsetAt(local + DAY_MS);
    return this.offsetAt(local - after) === after ? local - after : first;
  }

  /** A day of UTC: no zone has put its clocks twice in one. */
  #look(from: number): Span {
    const to = from + DAY_MS;
    const [before, after] = [this.#ask(from), this.#ask(to - 1)];
    let [low, changes] = [from, before === after ? from : to - 1];
    while (changes - low > 1) {
      const middle = Math.floor((low + changes) / 2);
      if (this.#ask(middle) === before) low = middle;
      else changes = middle;
    }
    return { from, to, changes, before, after };
  }

  /** Slow, about a microsecond: `GMT-04:00`, `GMT+05:45`, `GMT`. */
  #ask(at: number): number {
    const text = this.#format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = 0, minutes = 0, seconds = 0] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
    const offset = Number(hours) * HOUR_MS + Number(minutes) * 60_000 + Number(seconds) * 1_000;
    return sign === '-' ? -offset : offset;
  }
}

/** A day of UTC: the offset until the clocks are put, and from then on. */
interface Span {
  from: number;
  to: number;
  changes: number;
  before: number;
  after: number;
}

function keep<T>(kept: Map<number, T>, key: number, make: () => T): T {
  let value = kept.get(key);
  if (value === undefined) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, (value = make()));
  }
  return value;
}

/** A date as if it were of UTC, in milliseconds since the Unix epoch. */
function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

useTimeZone('Asia/Seoul');
