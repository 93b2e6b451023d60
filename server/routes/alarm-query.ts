import type { FastifyRequest } from 'fastify';
import { placeWithin, withinScopes } from '../access/principal.ts';
import { NOWHERE } from '../contract/cells.ts';
import { readInstant } from '../contract/instant.ts';
import { ROUTES } from '../contract/routes.ts';
import { parseScope } from '../contract/scope.ts';
import type { AlarmRecord } from '../db/queries/alarm-rows.ts';
import { accountOf } from './guard.ts';
import { Refusal } from './problems.ts';
import { knownPorts } from '../contract/site-in-force.ts';

/** Every place that something can be at: a port and route, one of them, or none. */
const allPlaces = () =>
  [null, ...knownPorts().map(({ code }) => code)].flatMap((port) =>
    [null, ...ROUTES].map((route) => [port, route] as const),
  );

/**
 * Places of a scope, or of all granted ones when none is asked for, as `[port, route]` with `-` for none; `null`: all.
 * Refuses a scope that does not exist, or that is not within the granted ones.
 */
export function placesOf(
  granted: readonly string[],
  wanted: string | undefined,
): (readonly [string, string])[] | null {
  const scope = wanted === undefined ? null : parseScope(wanted);
  if (wanted !== undefined && scope === null) {
    throw new Refusal(400, 'there is no such scope', [{ path: '/query/scope', reason: 'is no scope' }]);
  }
  if (scope !== null && !withinScopes(scope, granted))
    throw new Refusal(403, 'this scope is not among yours');
  const scopes = scope === null ? granted : [scope.text];
  if (scopes.includes('headquarters')) return null;
  return allPlaces()
    .filter(([port, route]) => placeWithin(port, route, scopes))
    .map(([port, route]) => [port ?? NOWHERE, route ?? NOWHERE]);
}

/** Until now where only its start is given, from the beginning where only its end is; `null` where neither is. */
export function periodOf(
  { from, to }: { from?: string; to?: string },
  now: number,
): { from: number; to: number } | null {
  if (from === undefined && to === undefined) return null;
  const period = {
    from: from === undefined ? 0 : instantOf(from, 'from'),
    to: to === undefined ? now : instantOf(to, 'to'),
  };
  if (period.from >= period.to) {
    throw new Refusal(400, 'the period ends before it begins', [
      { path: '/query/to', reason: 'is not after from' },
    ]);
  }
  return period;
}

const INSTANT = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)$/;

function instantOf(text: string, name: string): number {
  const at = INSTANT.test(text) ? readInstant(text) : NaN;
  if (!Number.isFinite(at)) {
    const reason = 'is no date and time with offset';
    throw new Refusal(400, `${name} ${reason}`, [{ path: `/query/${name}`, reason }]);
  }
  return at;
}

/** The alarm, where it lies within the scopes of the one who asks: of others it is not said that they exist. */
export function amongYours(request: FastifyRequest, alarm: AlarmRecord | null): AlarmRecord {
  if (alarm === null || !placeWithin(alarm.port, alarm.route, accountOf(request).scopes)) throw noSuchAlarm();
  return alarm;
}

export function noSuchAlarm(): Refusal {
  return new Refusal(404, 'there is no such alarm in your scopes');
}
