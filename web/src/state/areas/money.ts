import type { CouriersCell, CurrencyCell } from '../../../../server/contract/case-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, nationalCellOf, type Covers } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { COURIER_AT_GATE_MS } from '../thresholds.ts';
import { since, sumOf } from './narrowed.ts';

export type Currency = Omit<CurrencyCell, 'day'>;

/** Money carried out, in the site day and of it the calendar year; `null` where nothing has been said about it. */
export function currencyOf({ cells, asOf }: Shown, covers: Covers): Currency | null {
  const found = cellsOf(cells, 'currency', covers).map(({ value }) => value);
  if (found.length === 0 || asOf === null) return null;
  const today = siteDay(asOf);
  const ofDay = found.filter(({ day }) => day === today);
  const ofYear = found.filter(({ day }) => day.slice(0, 4) === today.slice(0, 4));
  return {
    checks: sumOf(ofDay, (cell) => cell.checks),
    declared: sumOf(ofDay, (cell) => cell.declared),
    declaredAbove: sumOf(ofDay, (cell) => cell.declaredAbove),
    declaredAboveUsd: sumOf(ofDay, (cell) => cell.declaredAboveUsd),
    undeclared: sumOf(ofDay, (cell) => cell.undeclared),
    undeclaredKrw: sumOf(ofDay, (cell) => cell.undeclaredKrw),
    undeclaredYear: sumOf(ofYear, (cell) => cell.undeclaredYear),
    undeclaredYearKrw: sumOf(ofYear, (cell) => cell.undeclaredYearKrw),
  };
}

export interface Couriers extends CouriersCell {
  lastSeenMs: number | null;
  /** One was checked just now. */
  atGate: boolean;
}

/** Couriers that come again and again, as counts. */
export function couriersOf({ cells, asOf }: Shown): Couriers | null {
  const cell = nationalCellOf(cells, 'couriers');
  if (cell === null || asOf === null) return null;
  const lastSeenMs = cell.lastSeenAt === null ? null : since(asOf, cell.lastSeenAt);
  const atGate = cell.repeat > 0 && lastSeenMs !== null && lastSeenMs < COURIER_AT_GATE_MS;
  return { ...cell, lastSeenMs, atGate };
}
