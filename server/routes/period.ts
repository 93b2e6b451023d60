import { readInstant } from '../contract/instant.ts';
import { endOfDay, isDay, siteDay, startOfDay, startOfHour } from '../contract/days.ts';
import { parseScope, type Scope } from '../contract/scope.ts';
import { Refusal } from './problems.ts';

const MINUTE_MS = 60_000;

function refuse(name: string, reason: string): never {
  throw new Refusal(422, `${name} ${reason}`, [{ path: `/query/${name}`, reason }]);
}

/** An instant with offset, in milliseconds since the Unix epoch. */
export function readInstantQuery(name: string, text: string): number {
  const at = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/i.test(text) ? readInstant(text) : NaN;
  return Number.isNaN(at) ? refuse(name, 'is neither a day (YYYY-MM-DD) nor an instant with offset') : at;
}

/** A site day means its end: what was known by the close of it. */
export function readKnownAt(text: string): number {
  return isDay(text) ? endOfDay(text) - 1 : readInstantQuery('asKnownAt', text);
}

/** `from` included, `to` excluded, in milliseconds since the Unix epoch. */
export interface Period {
  from: number;
  to: number;
}

/** A period: days include the last one, instants exclude their end. Whole minutes, milliseconds since the Unix epoch. */
export function readPeriod(from: string, to: string): Period {
  const first = isDay(from) ? startOfDay(from) : readInstantQuery('from', from);
  const last = isDay(to) ? endOfDay(to) : readInstantQuery('to', to);
  if (first % MINUTE_MS !== 0) refuse('from', 'is not a whole minute');
  if (last % MINUTE_MS !== 0) refuse('to', 'is not a whole minute');
  if (first >= last) refuse('to', 'is not after from');
  return { from: first, to: last };
}

export function readScopeQuery(text = 'headquarters'): Scope {
  return parseScope(text) ?? refuse('scope', 'names no known customs house, port or route');
}

/** A series is made of whole steps of the site's clocks: a part of one would look like a drop. */
export function needWholeSteps(name: string, at: number, step: 'minute' | 'hour' | 'day'): void {
  const begins = {
    minute: () => Math.floor(at / MINUTE_MS) * MINUTE_MS,
    hour: () => startOfHour(at),
    day: () => startOfDay(siteDay(at)),
  };
  if (begins[step]() !== at) refuse(name, 'is within a step');
}
