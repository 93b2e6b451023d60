import type { CellKind, CellValue, FaultCell } from '../contract/cells.ts';
import { kstDay } from '../contract/kst.ts';
import type { AlarmPlace } from '../db/queries/alarm-rows.ts';
import { CellIndex, type Found } from './cell-index.ts';
import { DERIVED } from './derived.ts';
import { numberAt, passes, textAt, valueAt } from './read-figure.ts';
import type { Rule } from './rule.ts';

/** A board as it is judged. */
export interface BoardView {
  cells: ReadonlyMap<string, CellValue>;
  /** Whether the database has confirmed the cells of a kind lately: an empty board at a start says nothing yet. */
  confirmed: (kind: CellKind) => boolean;
}

/** What holds now by a rule, and where. */
export interface Condition extends AlarmPlace {
  value: number | null;
  limit: number | null;
  /** It is beyond the limit. Else it is within the dead band: what is raised stays, nothing new is raised. */
  firm: boolean;
}

export interface Judgement {
  conditions: Condition[];
  /** Rules whose figures are confirmed. What the others say is not known: they neither raise nor clear. */
  judged: ReadonlySet<string>;
}

/**
 * Which conditions hold on a board. Pure. A rule that is not enabled is judged, and nothing holds by it.
 * @param now server clock, milliseconds since the Unix epoch
 */
export function evaluate(rules: readonly Rule[], board: BoardView, now: number): Judgement {
  const index = new CellIndex(board.cells);
  const faulty = new Set(index.of('fault').flatMap(({ value }: { value: FaultCell }) => value.kinds));
  const conditions: Condition[] = [];
  const judged = new Set<string>();
  for (const rule of rules) {
    if (rule.enabled && !needs(rule).every((kind) => board.confirmed(kind) && !faulty.has(kind))) continue;
    judged.add(rule.name);
    if (rule.enabled) conditions.push(...byPlace(rule, index, now));
  }
  return { conditions, judged };
}

function needs({ watch }: Rule): readonly CellKind[] {
  return watch.derive === undefined ? [watch.cells] : DERIVED[watch.derive].needs;
}

/** One for each place and subject: what is beyond the limit before what is near it. */
function byPlace(rule: Rule, index: CellIndex, now: number): Condition[] {
  const found = new Map<string, Condition>();
  for (const condition of conditionsOf(rule, index, now)) {
    const key = placeOf(condition);
    if (found.get(key)?.firm !== true) found.set(key, condition);
  }
  return [...found.values()];
}

/** Identity of a condition as text. */
export function placeOf({ port, route, rule, subject }: AlarmPlace): string {
  return JSON.stringify([rule, port, route, subject]);
}

function* conditionsOf(rule: Rule, index: CellIndex, now: number): Generator<Condition> {
  const { watch } = rule;
  const today = kstDay(now);
  for (const at of index.of(watch.cells)) {
    const onRoute = watch.routes === undefined || watch.routes.some((route) => route === at.route);
    if (!onRoute || (watch.ofDay === true && valueAt(at.value, 'day') !== today)) continue;
    for (const row of rowsOf(rule, index, at, now)) {
      if (!passes(row, watch.where, now)) continue;
      const judged = judge(rule, row, now);
      if (judged === null) continue;
      yield {
        rule: rule.name,
        port: watch.portField === undefined ? at.port : textAt(row, watch.portField),
        route: watch.route ?? at.route,
        subject: textAt(row, watch.subject),
        ...judged,
      };
    }
  }
}

function rowsOf({ watch }: Rule, index: CellIndex, at: Found, now: number): readonly unknown[] {
  const { derive } = watch;
  const cell =
    derive === undefined ? at.value : { ...at.value, [derive]: DERIVED[derive].of(index, at, now) };
  if (watch.rows === undefined) return [cell];
  const rows = valueAt(cell, watch.rows);
  return Array.isArray(rows) ? rows : [];
}

type Judged = Pick<Condition, 'value' | 'limit' | 'firm'> | null;

function judge(rule: Rule, row: unknown, now: number): Judged {
  switch (rule.kind) {
    case 'threshold': {
      const { as, beyond, per, value: path } = rule.watch;
      const value = numberAt(row, path, as, now);
      if (per === undefined) return beyondLimit(rule, value, beyond);
      const whole = numberAt(row, per, undefined, now);
      const share = value === null || whole === null || whole <= 0 ? null : value / whole;
      return beyondLimit(rule, share, beyond);
    }
    case 'rate': {
      const inflow = numberAt(row, rule.watch.inflow, undefined, now);
      const outflow = numberAt(row, rule.watch.outflow, undefined, now);
      return beyondLimit(rule, inflow === null || outflow === null ? null : inflow - outflow);
    }
    case 'absence':
      return absent(rule, row, now);
    case 'deviation': {
      const value = numberAt(row, rule.watch.value, undefined, now);
      const bound = numberAt(row, rule.watch.bound, undefined, now);
      if (value === null || bound === null) return null;
      return (rule.watch.beyond === 'above' ? value > bound : value < bound)
        ? { value, limit: bound, firm: true }
        : null;
    }
    case 'match': {
      const { value } = rule.watch;
      const figure = value === undefined ? null : numberAt(row, value, undefined, now);
      return { value: figure, limit: null, firm: true };
    }
  }
}

function beyondLimit(
  { clearLimit, limit }: Rule,
  value: number | null,
  beyond: 'above' | 'below' = 'above',
): Judged {
  if (value === null || limit === null) return null;
  const sign = beyond === 'above' ? 1 : -1;
  if (sign * value > sign * limit) return { value, limit, firm: true };
  return sign * value > sign * (clearLimit ?? limit) ? { value, limit, firm: false } : null;
}

/** Silence in seconds against the limit. What has never spoken is being set up: nobody misses it yet. */
function absent(rule: Extract<Rule, { kind: 'absence' }>, row: unknown, now: number): Judged {
  const { cadence, heard } = rule.watch;
  const unit = cadence === undefined ? 1 : numberAt(row, cadence, undefined, now);
  if (unit === null || rule.limit === null) return null;
  const clearLimit = rule.clearLimit === null ? null : rule.clearLimit * unit;
  return beyondLimit({ ...rule, limit: rule.limit * unit, clearLimit }, numberAt(row, heard, 'age', now));
}
