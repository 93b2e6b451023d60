import { nationalKey, placeKey, type CellKind, type CellKinds } from '../../../../server/contract/cells.ts';
import * as rows from '../../../../server/contract/rows-behind.ts';
import type { RowsBehind } from '../../../../server/contract/rows-behind.ts';
import type { Shown } from '../../state/board.svelte.ts';
import { cellsOf } from '../../state/cells-of.ts';
import type { PortRoute } from './addresses.ts';

const NAMES = {
  screening: ['queue.flagged', 'queue.again', 'clearance.queued', 'clearance.seatsOpen', 'ai.toOfficers'],
  readings: ['readings.read', 'readings.short', 'readings.firstReadings', 'readings.offChannel'],
  hour: [
    'coverage.arrivals',
    'coverage.units',
    'clearance.readPerHour',
    'clearance.flaggedPerHour',
    'clearance.decidedPerHour',
  ],
  cases: [
    'investigations.waiting',
    'weapons.firearmsToday',
    'weapons.firearmsYear',
    'weapons.nailersToday',
    'weapons.nailersYear',
    'weapons.gunPartsToday',
    'weapons.gunPartsYear',
  ],
  currency: [
    'currency.checks',
    'currency.declared',
    'currency.declaredAbove',
    'currency.declaredAboveUsd',
    'currency.undeclared',
    'currency.undeclaredKrw',
    'currency.undeclaredYear',
    'currency.undeclaredYearKrw',
  ],
  intelligence: ['leads.open', 'leads.unacknowledged', 'leads.matched', 'risk.scored', 'risk.hold'],
  leaks: ['leaks.checkedToday', 'leaks.leaksToday', 'leaks.checked', 'leaks.leaks'],
  stations: ['inspections.overdue', 'inspections.due'],
} as const;
export type FigureGroup = keyof typeof NAMES;
export type FigureName = (typeof NAMES)[FigureGroup][number];

export interface RouteFigure {
  name: FigureName;
  /** `null`: no data, which is not zero. */
  value: number | null;
  /** `null`: no rows of its own are behind it. */
  behind: RowsBehind | null;
  /** What it is judged by: arrivals that are usual, since when the oldest waits (ISO 8601). */
  usual?: { low: number; high: number };
  oldestSince?: string;
}

/** Figures of a port and route as the board has them, and what rows each was made of. */
export function figuresOf({ asOf, cells }: Shown, group: FigureGroup, place: PortRoute): RouteFigure[] {
  const cell = <K extends CellKind>(kind: K): CellKinds[K] | undefined =>
    cells.get(placeKey(kind, place.port, place.route)) as CellKinds[K] | undefined;
  if (asOf === null) return [];
  const found: Partial<Record<FigureName, [value: number | null | undefined, behind: RowsBehind | null]>> =
    {};
  switch (group) {
    case 'screening': {
      const [queue, clearance, ai] = [cell('queue'), cell('clearance'), cell('ai')];
      found['queue.flagged'] = [queue?.flagged, rows.rowsOfQueue('flagged', place)];
      found['queue.again'] = [queue?.again, rows.rowsOfQueue('again', place)];
      found['clearance.queued'] = [clearance?.queued, rows.rowsOfClearance('queued', place, asOf)];
      found['clearance.seatsOpen'] = [clearance?.seatsOpen, rows.rowsOfClearance('seatsOpen', place, asOf)];
      if (ai?.state === 'down') found['ai.toOfficers'] = [ai.toOfficers, null];
      break;
    }
    case 'readings': {
      const readings = cell('readings');
      const of = (field: 'read' | 'short' | 'firstReadings' | 'offChannel') =>
        [readings?.[field], readings ? rows.rowsOfReadings(field, place, readings.day) : null] as const;
      found['readings.read'] = [...of('read')];
      found['readings.short'] = [...of('short')];
      found['readings.firstReadings'] = [...of('firstReadings')];
      if (readings?.offChannel != null) found['readings.offChannel'] = [...of('offChannel')];
      break;
    }
    case 'hour': {
      const [coverage, clearance] = [cell('coverage'), cell('clearance')];
      for (const field of ['arrivals', 'units'] as const) {
        found[`coverage.${field}`] = [
          coverage?.[field],
          coverage ? rows.rowsOfCoverage(field, place, coverage) : null,
        ];
      }
      for (const field of ['readPerHour', 'flaggedPerHour', 'decidedPerHour'] as const) {
        found[`clearance.${field}`] = [clearance?.[field], rows.rowsOfClearance(field, place, asOf)];
      }
      break;
    }
    case 'cases': {
      const weapons = cell('weapons');
      found['investigations.waiting'] = [
        cell('investigations')?.waitingCount,
        rows.rowsOfInvestigations(place),
      ];
      const sorts = { firearms: 'firearm', nailers: 'nailer', gunParts: 'gun-part' } as const;
      for (const sort of ['firearms', 'nailers', 'gunParts'] as const) {
        for (const span of ['Today', 'Year'] as const) {
          const behind =
            weapons &&
            rows.rowsOfWeapons(sorts[sort], span === 'Today' ? 'today' : 'year', place, weapons.day);
          found[`weapons.${sort}${span}`] = [weapons?.[`${sort}${span}`], behind ?? null];
        }
      }
      break;
    }
    case 'currency': {
      const currency = cell('currency');
      if (currency === undefined) return [];
      for (const name of NAMES.currency) {
        const field = name.slice('currency.'.length) as Exclude<keyof CellKinds['currency'], 'day'>;
        found[name] = [currency[field], rows.rowsOfCurrency(field, place, currency.day)];
      }
      break;
    }
    case 'intelligence': {
      const [leads, risk] = [cell('leads'), cell('risk')];
      // None here is zero only where somebody tells of them anywhere.
      const none = (kind: CellKind) => (cellsOf(cells, kind, () => true).length > 0 ? 0 : null);
      const sum = (at: 1 | 2 | 3) =>
        leads?.partners.reduce((total, partner) => total + partner[at], 0) ?? none('leads');
      found['leads.open'] = [sum(1), rows.rowsOfLeads('open', place)];
      found['leads.unacknowledged'] = [sum(2), rows.rowsOfLeads('unacknowledged', place)];
      found['leads.matched'] = [sum(3), rows.rowsOfLeads('matched', place)];
      found['risk.scored'] = [risk?.scored ?? none('risk'), rows.rowsOfRisk('scored', place, asOf)];
      found['risk.hold'] = [risk?.hold ?? none('risk'), rows.rowsOfRisk('hold', place, asOf)];
      break;
    }
    case 'leaks': {
      const leaks = cells.get(nationalKey('leaks')) as CellKinds['leaks'] | undefined;
      if (place.route !== 'mail' || leaks === undefined) return [];
      for (const field of ['checkedToday', 'leaksToday', 'checked', 'leaks'] as const) {
        found[`leaks.${field}`] = [leaks[field], rows.rowsOfLeaks(field, leaks.day)];
      }
      break;
    }
    case 'stations': {
      const stations = cell('stations');
      found['inspections.overdue'] = [stations?.inspectionsOverdue, rows.rowsOfInspections('overdue', place)];
      found['inspections.due'] = [stations?.inspectionsDue, rows.rowsOfInspections('due', place)];
    }
  }
  const usual = cell('coverage')?.expected ?? undefined;
  const oldestSince = cell('queue')?.oldestSince ?? undefined;
  return NAMES[group].flatMap((name): RouteFigure[] => {
    const figure = found[name];
    if (figure === undefined) return [];
    return [
      {
        ...{ name, value: figure[0] ?? null, behind: figure[1] },
        ...(name === 'coverage.arrivals' && usual && { usual }),
        ...(name === 'clearance.queued' && oldestSince !== undefined && { oldestSince }),
      },
    ];
  });
}
