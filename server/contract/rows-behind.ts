import type { CellKinds } from './cells.ts';
import { addDays, endOfDay, siteDay, startOfDay } from './days.ts';
import type { RowStream } from './rows-rest.ts';

/** Rows that a figure was made of: the query of `GET /api/v1/rows/<stream>`. */
export interface RowsBehind {
  stream: RowStream;
  /** `measure` says what makes the figure: a count of `rows`, or the sum of a column of them. */
  query: Record<string, string> & { measure: string };
}

interface Place {
  port: string | null;
  route: string | null;
}
type Query = Readonly<Record<string, string | null | undefined>>;
type Cell<K extends keyof CellKinds> = CellKinds[K];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A query of rows at a place; `null` and left-out values say nothing. */
function behind(stream: RowStream, { port, route }: Place, query: Query, measure = 'rows'): RowsBehind {
  const said = Object.entries({ port, route, ...query }).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value] as const],
  );
  return { stream, query: { ...Object.fromEntries(said), measure } };
}
const onDay = (day: string) => ({ from: day, to: day });
const between = (from: number, to: number) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});
/** The last 60 minutes, with the one that has begun. */
function lastHour(now: number) {
  const to = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  return between(to - HOUR_MS, to);
}

const drugs = { category: 'drug' };
type TodayField = Exclude<keyof Cell<'today'>, 'day'>;

/** Figures of a site day. */
export function rowsOfDay(field: TodayField, place: Place, day: string): RowsBehind {
  switch (field) {
    case 'arrivals':
      return behind('arrival', place, onDay(day));
    case 'units':
      return behind('arrival', place, onDay(day), 'units');
    case 'highRiskUnits':
      return behind('arrival', place, { ...onDay(day), risk: 'high' }, 'units');
    case 'primary':
      return behind('verdict', place, { ...onDay(day), stage: 'primary' });
    case 'flagged':
      return behind('verdict', place, { ...onDay(day), stage: 'primary', result: 'not-clear' });
    case 'secondary':
      return behind('verdict', place, { ...onDay(day), stage: 'secondary' });
    case 'upheld':
      return behind('verdict', place, { ...onDay(day), stage: 'secondary', result: 'not-clear' });
    case 'cases':
      return behind('seizure', place, { ...onDay(day), ...drugs });
    case 'grams':
      return behind('seizure', place, { ...onDay(day), ...drugs }, 'grams');
  }
}

/** Units of the site day by where they come from. */
export function rowsOfOrigin(origin: string, place: Place, day: string): RowsBehind {
  return behind('arrival', place, { ...onDay(day), origin }, 'units');
}

export function rowsOfQueue(field: 'flagged' | 'again' | 'any', place: Place): RowsBehind {
  return behind('item', place, { waits: field });
}

/**
 * Items first read on a site day, by both verdicts. `null`: what the AI alone found clear is no item, and what remains of the
 * day's counts has no rows of its own.
 */
export function rowsOfPair(ai: string, officer: string, place: Place, day: string): RowsBehind | null {
  return ai === 'clear' && officer === 'pending'
    ? null
    : behind('item', place, { ...onDay(day), ai, officer });
}

/** Readings of goods of high-risk countries. */
export function rowsOfReadings(
  field: 'read' | 'short' | 'firstReadings' | 'offChannel',
  place: Place,
  day: string,
  station?: string,
): RowsBehind {
  const of = { ...onDay(day), highRisk: 'true', station };
  switch (field) {
    case 'read':
      return behind('verdict', place, of);
    case 'short':
      return behind('verdict', place, { ...of, short: 'true' });
    case 'firstReadings':
      return behind('verdict', place, { ...of, stage: 'primary' });
    case 'offChannel':
      return behind('verdict', place, { ...of, stage: 'primary', channel: 'other' });
  }
}

/** The 60 minutes that the cell of coverage names. */
export function rowsOfCoverage(
  field: 'arrivals' | 'units' | 'primary',
  place: Place,
  { from, to }: Pick<Cell<'coverage'>, 'from' | 'to'>,
): RowsBehind {
  return field === 'primary'
    ? behind('verdict', place, { from, to, stage: 'primary' })
    : behind('arrival', place, { from, to }, field === 'units' ? 'units' : 'rows');
}

/** @param now the server's clock when the cell was read: its last hour ends with that minute */
export function rowsOfClearance(
  field: 'queued' | 'readPerHour' | 'decidedPerHour' | 'flaggedPerHour' | 'seatsOpen',
  place: Place,
  now: number,
): RowsBehind {
  switch (field) {
    case 'queued':
      return rowsOfQueue('any', place);
    case 'readPerHour':
      return behind('verdict', place, { ...lastHour(now), stage: 'primary' });
    case 'flaggedPerHour':
      return behind('verdict', place, { ...lastHour(now), stage: 'primary', result: 'not-clear' });
    case 'decidedPerHour':
      return behind('item', place, { ...lastHour(now), decided: 'true' });
    case 'seatsOpen':
      return behind('station', place, { kind: 'reader', usable: 'true' });
  }
}

export function rowsOfStations(
  kind: string,
  state: 'up' | 'degraded' | 'down' | 'closed',
  place: Place,
): RowsBehind {
  const silent = state === 'up' ? 'false' : undefined;
  return behind('station', place, { kind, state, current: 'true', silent });
}

export function rowsOfInspections(field: 'overdue' | 'due' | 'known', place: Place): RowsBehind {
  return behind('station', place, { inspection: field, current: 'true' });
}

/** Items of weapons, not cases of them. */
export function rowsOfWeapons(
  weapon: 'firearm' | 'nailer' | 'gun-part',
  span: 'today' | 'year',
  place: Place,
  day: string,
): RowsBehind {
  return behind('seizure', place, { ...periodOf(span, day), weapon }, 'quantity');
}

export function rowsOfCurrency(
  field: Exclude<keyof Cell<'currency'>, 'day'>,
  place: Place,
  day: string,
): RowsBehind {
  const out = { ...onDay(day), direction: 'out' };
  const declared = { ...out, result: 'declared' };
  const undeclared = { ...out, result: 'undeclared', above: 'true' };
  switch (field) {
    case 'checks':
      return behind('declaration', place, out);
    case 'declared':
      return behind('declaration', place, declared);
    case 'declaredAbove':
      return behind('declaration', place, { ...declared, above: 'true' });
    case 'declaredAboveUsd':
      return behind('declaration', place, { ...declared, above: 'true' }, 'amountUsd');
    case 'undeclared':
      return behind('declaration', place, undeclared);
    case 'undeclaredKrw':
      return behind('declaration', place, undeclared, 'amountKrw');
    case 'undeclaredYear':
      return behind('declaration', place, { ...undeclared, ...periodOf('year', day) });
    case 'undeclaredYearKrw':
      return behind('declaration', place, { ...undeclared, ...periodOf('year', day) }, 'amountKrw');
  }
}

/** What the second line read of what the first had cleared, and what of it was a leak: of the country. */
export function rowsOfLeaks(
  field: 'checkedToday' | 'checked' | 'leaksToday' | 'leaks',
  day: string,
): RowsBehind {
  const first = addDays(day, -29);
  const span = field.endsWith('Today') ? onDay(day) : { from: first, to: day };
  const leak = field.startsWith('leaks') ? 'true' : undefined;
  return behind(
    'item',
    { port: null, route: 'mail' },
    { ...span, secondLine: 'true', firstLine: 'cleared', leak },
  );
}

/** Leads that name the place and nothing wider; `-` stands for what they do not name. */
export function rowsOfLeads(
  field: 'open' | 'unacknowledged' | 'matched',
  place: Place,
  partner?: string,
): RowsBehind {
  const of = { kind: 'tip', open: 'true', partner };
  if (field === 'unacknowledged') return behind('lead', place, { ...of, status: 'open' });
  return behind('lead', place, field === 'matched' ? { ...of, matched: 'true' } : of);
}

/** Arrivals of the 6 hours until `now` that have a score; the server draws the line at its own clock. */
export function rowsOfRisk(field: 'scored' | 'hold', place: Place, now: number): RowsBehind {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  return behind('arrival', place, {
    ...between(minute - 7 * HOUR_MS, minute + 10 * MINUTE_MS),
    score: field,
  });
}

export function rowsOfInvestigations(place: Place): RowsBehind {
  return behind('seizure', place, { investigation: 'waiting' });
}

/** One case, lead, conveyance or item by its name. */
export function rowsNamed(
  what: 'caseNo' | 'leadNo' | 'conveyance' | 'subject',
  name: string,
  place: Place,
  now: number,
): RowsBehind {
  const lately = between(startOfDay(addDays(siteDay(now), -3)), endOfDay(siteDay(now)));
  switch (what) {
    case 'caseNo':
      return behind('seizure', place, { caseNo: name });
    case 'leadNo':
      return behind('lead', place, { leadNo: name });
    case 'conveyance':
      return behind('arrival', place, { ...lately, conveyance: name });
    case 'subject':
      return behind('verdict', place, { ...lately, subject: name });
  }
}

function periodOf(span: 'today' | 'year', day: string) {
  return span === 'today' ? onDay(day) : { from: `${day.slice(0, 4)}-01-01`, to: day };
}
