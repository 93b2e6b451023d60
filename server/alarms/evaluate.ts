import { MOST_JUDGED, type CellKind, type CellValue, type FaultCell } from '../contract/cells.ts';
import { siteDay } from '../contract/days.ts';
import type { AlarmPlace } from '../db/queries/alarm-rows.ts';
import { CellIndex, type Found } from './cell-index.ts';
import { DERIVED } from './derived.ts';
import { instantAt, numberAt, passes, textAt, valueAt } from './read-figure.ts';
import type { FigureRule, Rule } from './rule.ts';

/** A board as it is judged: its lists are whole, see {@link MOST_JUDGED}. */
export interface BoardView {
  cells: ReadonlyMap<string, CellValue>;
  /** Whether the database has confirmed the cells of a kind lately: an empty board at a start says nothing yet. */
  confirmed: (kind: CellKind) => boolean;
  /** Whether this server has listened for longer than a silence of so many milliseconds itself, until now. */
  listened: (silenceMs: number, now: number) => boolean;
}

/** What holds now by a rule, and where. */
export interface Condition extends AlarmPlace {
  value: number | null;
  limit: number | null;
  /** The instant that the value is the seconds since or until, in milliseconds since the Unix epoch. */
  instant: number | null;
  /** It is beyond the limit. Else it is within the dead band, or in doubt: what is raised stays, nothing new is raised. */
  firm: boolean;
}

export interface Judgement {
  conditions: Condition[];
  /** Rules whose figures are confirmed. What the others say is not known: they neither raise nor clear. */
  judged: ReadonlySet<string>;
  /** Rules that saw the beginning of a list only: what they do not find may still hold. They raise, and clear nothing. */
  inPart: ReadonlySet<string>;
}

/**
 * Which conditions hold on a board. Pure. A rule that is not enabled is judged, and nothing holds by it.
 * @param now server clock, milliseconds since the Unix epoch
 */
export function evaluate(rules: readonly Rule[], board: BoardView, now: number): Judgement {
  const index = new CellIndex(board.cells);
  const faulty = new Set(index.of('fault').flatMap(({ value }: { value: FaultCell }) => value.kinds));
  const look: Look = { index, now, listened: board.listened, excess: new Map(), inPart: new Set() };
  const conditions: Condition[] = [];
  const judged = new Set<string>();
  const [figures, excesses] = [rules.filter(isOfFigure), rules.filter(({ kind }) => kind === 'excess')];
  for (const rule of figures) {
    if (rule.enabled && !needs(rule).every((kind) => board.confirmed(kind) && !faulty.has(kind))) continue;
    judged.add(rule.name);
    if (rule.enabled) conditions.push(...byPlace(rule, look));
  }
  for (const rule of excesses) {
    // One that is not judged may be the one whose list is too long.
    if (judged.size < figures.length && rule.enabled) continue;
    judged.add(rule.name);
    if (rule.enabled)
      for (const found of look.excess.values()) conditions.push({ ...found, rule: rule.name });
  }
  return { conditions, judged, inPart: look.inPart };
}

/** What rules are judged by; lists that turned out to be too long, by place, and rules that read them. */
interface Look {
  index: CellIndex;
  now: number;
  listened: BoardView['listened'];
  excess: Map<string, Omit<Condition, 'rule'>>;
  inPart: Set<string>;
}

function isOfFigure(rule: Rule): rule is FigureRule {
  return rule.kind !== 'excess';
}

function needs({ watch }: FigureRule): readonly CellKind[] {
  return watch.derive === undefined ? [watch.cells] : DERIVED[watch.derive].needs;
}

/** One for each place and subject: what is beyond the limit before what is near it. */
function byPlace(rule: FigureRule, look: Look): Condition[] {
  const found = new Map<string, Condition>();
  for (const condition of conditionsOf(rule, look)) {
    const key = placeOf(condition);
    if (found.get(key)?.firm !== true) found.set(key, condition);
  }
  return [...found.values()];
}

/** Identity of a condition as text. */
export function placeOf({ port, route, rule, subject }: AlarmPlace): string {
  return JSON.stringify([rule, port, route, subject]);
}

function* conditionsOf(rule: FigureRule, look: Look): Generator<Condition> {
  const { watch } = rule;
  const { index, now } = look;
  const today = siteDay(now);
  for (const at of index.of(watch.cells)) {
    const onRoute = watch.routes === undefined || watch.routes.some((route) => route === at.route);
    if (!onRoute || (watch.ofDay === true && valueAt(at.value, 'day') !== today)) continue;
    for (const row of rowsOf(rule, look, at)) {
      if (!passes(row, watch.where, now)) continue;
      const judged = judge(rule, row, look);
      if (judged === null) continue;
      yield {
        rule: rule.name,
        port: watch.portField === undefined ? at.port : textAt(row, watch.portField),
        route: watch.route ?? at.route,
        subject: textAt(row, watch.subject),
        ...judged,
        firm: judged.firm && !(watch.doubt !== undefined && passes(row, watch.doubt, now)),
      };
    }
  }
}

function rowsOf({ name, watch }: FigureRule, look: Look, at: Found): readonly unknown[] {
  const { cells, derive, rows: path } = watch;
  const cell =
    derive === undefined ? at.value : { ...at.value, [derive]: DERIVED[derive].of(look.index, at, look.now) };
  if (path === undefined) return [cell];
  const rows = valueAt(cell, path);
  if (!Array.isArray(rows)) return [];
  if (rows.length < MOST_JUDGED) return rows;
  const { port, route } = at;
  const found = { subject: cells, value: rows.length, limit: MOST_JUDGED, instant: null, firm: true };
  look.excess.set(JSON.stringify([cells, port, route]), { port, route, ...found });
  look.inPart.add(name);
  return rows.slice(0, MOST_JUDGED);
}

type Judged = Pick<Condition, 'value' | 'limit' | 'firm' | 'instant'>;

function judge(rule: FigureRule, row: unknown, look: Look): Judged | null {
  const { now } = look;
  switch (rule.kind) {
    case 'threshold': {
      const { as, beyond, per, value: path } = rule.watch;
      const value = numberAt(row, path, as, now);
      if (per === undefined) return beyondLimit(rule, value, beyond, as && instantAt(row, path));
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
      return absent(rule, row, look);
    case 'deviation': {
      const value = numberAt(row, rule.watch.value, undefined, now);
      const bound = numberAt(row, rule.watch.bound, undefined, now);
      if (value === null || bound === null) return null;
      return (rule.watch.beyond === 'above' ? value > bound : value < bound)
        ? { value, limit: bound, instant: null, firm: true }
        : null;
    }
    case 'match': {
      const { value } = rule.watch;
      const figure = value === undefined ? null : numberAt(row, value, undefined, now);
      return { value: figure, limit: null, instant: null, firm: true };
    }
  }
}

function beyondLimit(
  { clearLimit, limit }: FigureRule,
  value: number | null,
  beyond: 'above' | 'below' = 'above',
  instant: number | null = null,
): Judged | null {
  if (value === null || limit === null) return null;
  const sign = beyond === 'above' ? 1 : -1;
  if (sign * value > sign * limit) return { value, limit, instant, firm: true };
  return sign * value > sign * (clearLimit ?? limit) ? { value, limit, instant, firm: false } : null;
}

/**
 * Silence in seconds against the limit. What has never spoken is being set up: nobody misses it yet. Where this server has not
 * listened for as long itself, nobody may have missed anything.
 */
function absent(
  rule: Extract<Rule, { kind: 'absence' }>,
  row: unknown,
  { listened, now }: Look,
): Judged | null {
  const { cadence, heard } = rule.watch;
  const unit = cadence === undefined ? 1 : numberAt(row, cadence, undefined, now);
  if (unit === null || rule.limit === null) return null;
  const limit = rule.limit * unit;
  const clearLimit = rule.clearLimit === null ? null : rule.clearLimit * unit;
  const silence = numberAt(row, heard, 'age', now);
  const judged = beyondLimit({ ...rule, limit, clearLimit }, silence, 'above', instantAt(row, heard));
  return judged && { ...judged, firm: judged.firm && listened(limit * 1_000, now) };
}
