import type { CellKind } from '../contract/cells.ts';
import { ROUTES } from '../contract/routes.ts';
import { sinceStart, type Criterion } from '../contract/scenario.ts';
import { alarmFault, timeFault, type Path, type Say, type Scope } from './scenario-scope.ts';

const COMPARED = ['equals', 'atLeast', 'atMost'] as const;

/** What a criterion asks for that nothing can answer. */
export function criterionFaults(check: Criterion, path: Path, scope: Scope): void {
  const { injects, say } = scope;
  const times = check as {
    at?: string;
    since?: string;
    from?: string;
    to?: string;
    by?: string;
    after?: string;
  };
  for (const name of ['at', 'since', 'from', 'to', 'by', 'after'] as const)
    timeFault(times[name], [...path, name], scope);
  if (
    times.from !== undefined &&
    times.to !== undefined &&
    (sinceStart(times.to) ?? 0) <= (sinceStart(times.from) ?? 0)
  )
    say([...path, 'to'], 'is not after from');
  switch (check.is) {
    case 'alarm-raised':
      alarmFault(check.alarm, [...path, 'alarm'], scope);
      if (check.inject !== undefined && !injects.has(check.inject)) say([...path, 'inject'], 'is no inject');
      if ((check.inject === undefined) === (check.after === undefined))
        say(path, 'needs one of inject and after');
      return;
    case 'alarm-acted':
      return alarmFault(check.alarm, [...path, 'alarm'], scope);
    case 'no-alarm':
      check.alarms?.forEach((alarm, place) => alarmFault(alarm, [...path, 'alarms', place], scope));
      return;
    case 'figure':
      if (!Object.hasOwn(CELLS, check.cells))
        say([...path, 'cells'], `is none of ${Object.keys(CELLS).join(', ')}`);
      if (check.where !== undefined && check.rows === undefined) say([...path, 'where'], 'needs rows');
      return compareFault(check, path, say);
    case 'rows':
      rowFaults(check.where, [...path, 'where'], say);
      return compareFault(check, path, say);
    case 'order':
      rowFaults(check.first.where, [...path, 'first', 'where'], say);
      return rowFaults(check.second.where, [...path, 'second', 'where'], say);
    case 'task-acted':
      return check.before && rowFaults(check.before.where, [...path, 'before', 'where'], say);
  }
}

function compareFault(check: object, path: Path, say: Say): void {
  if (!COMPARED.some((name) => Object.hasOwn(check, name))) say(path, `needs one of ${COMPARED.join(', ')}`);
}

/** A route that is none would be found nowhere, and nothing would say why. */
function rowFaults(where: Record<string, unknown>, path: Path, say: Say): void {
  const wanted = where['route'];
  const list: unknown[] = Array.isArray(wanted) ? wanted : [wanted ?? null];
  if (list.some((each) => each !== null && !ROUTES.some((route) => route === each)))
    say([...path, 'route'], 'is no route');
}

/** Kinds of cells that have figures. */
const CELLS: Record<CellKind, true> = {
  today: true, minute: true, origins: true, record: true, latest: true, news: true, feed: true, fault: true, notice: true,
  realm: true, site: true, queue: true, ai: true, matrix: true, readings: true, model: true, coverage: true, stations: true, clearance: true,
  rollup: true, leads: true, operations: true, risk: true, landings: true, information: true, requests: true,
  'minor-leads': true, investigations: true, leaks: true, weapons: true, 'gun-parts': true, currency: true, couriers: true,
  offences: true, 'body-searches': true, breakdown: true, announced: true, indicators: true, bulletins: true, alarm: true,
  'alarm-hands': true, task: true,
}; // prettier-ignore
