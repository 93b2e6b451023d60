import type { Breakdown, BreakdownCell } from '../../../../server/contract/case-cells.ts';
import { ROUTES } from '../../../../server/contract/routes.ts';
import type { Scope } from '../../../../server/contract/scope.ts';
import type { Board, Shown } from '../board.svelte.ts';
import { cellsOf, isTold, type Found } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { comparisonOf } from '../record.svelte.ts';

/** One line of a table of the record: this year to date, and the same dates a year before. */
export interface RecordRow {
  key: string;
  cases: number;
  grams: number;
  casesBefore: number;
}

/** Cases by month: this year up to the present month, and last year whole. */
export interface Months {
  year: number;
  /** Of this year the months that have begun; the others are `null`. */
  current: (number | null)[];
  before: number[];
}

/** The latest announcement: as it was made public, and the same period as known now. */
export interface Announcement {
  bulletinNo: string;
  from: string;
  to: string;
  announcedAt: string;
  cases: number;
  grams: number;
  casesNow: number;
  gramsNow: number;
  casesBefore: number;
  gramsBefore: number;
}

type Breakdowns = Found<BreakdownCell>[];

/** Routes, or in the scope of one route its ports, with anything on record. */
function rowsBy(shown: Shown, scope: Scope, part: 'port' | 'route'): RecordRow[] {
  const found = cellsOf(shown.cells, 'record', scope.covers);
  const order: readonly string[] = ROUTES;
  const keys = [...new Set(found.map((each) => each[part]))];
  return keys
    .flatMap((key) => {
      const covers = (port: string, route: string) =>
        scope.covers(port, route) && (part === 'port' ? port : route) === key;
      const compared = comparisonOf(shown, { covers });
      if (compared === null) return [];
      const { cases, grams } = compared.current;
      return [{ key, cases, grams, casesBefore: compared.before?.cases ?? 0 }];
    })
    .sort((a, b) =>
      part === 'route' ? order.indexOf(a.key) - order.indexOf(b.key) : b.cases - a.cases || b.grams - a.grams,
    );
}

/** Sums of the ports and routes by name, the most cases first. */
function rowsOf(found: Breakdowns, now: 'substances' | 'origins'): RecordRow[] {
  const rows = new Map<string, RecordRow>();
  const rowOf = (key: string): RecordRow => {
    const row = rows.get(key) ?? { key, cases: 0, grams: 0, casesBefore: 0 };
    rows.set(key, row);
    return row;
  };
  const each = (breakdown: Breakdown, add: (row: RecordRow, cases: number, grams: number) => void) => {
    for (const [name, cases, grams] of breakdown) add(rowOf(name), cases, grams);
  };
  for (const { value } of found) {
    each(value[now], (row, cases, grams) => {
      row.cases += cases;
      row.grams += grams;
    });
    each(value[`${now}Before`], (row, cases) => (row.casesBefore += cases));
  }
  return [...rows.values()].sort((a, b) => b.cases - a.cases || b.grams - a.grams);
}

function monthsOf(found: Breakdowns, day: string): Months | null {
  if (found.length === 0) return null;
  const begun = Number(day.slice(5, 7));
  const sum = (part: 'months' | 'monthsBefore', month: number) =>
    found.reduce((total, { value }) => total + (value[part][month]?.[0] ?? 0), 0);
  const months = Array.from({ length: 12 }, (_, month) => month);
  return {
    year: Number(day.slice(0, 4)),
    current: months.map((month) => (month < begun ? sum('months', month) : null)),
    before: months.map((month) => sum('monthsBefore', month)),
  };
}

function announcementOf(shown: Shown, scope: Scope): Announcement | null {
  const found = cellsOf(shown.cells, 'announced', scope.covers).map(({ value }) => value);
  const newest = found.reduce<string>(
    (last, { announcedAt }) => (announcedAt > last ? announcedAt : last),
    '',
  );
  const [first, ...others] = found.filter(({ announcedAt }) => announcedAt === newest);
  if (!first) return null;
  const sums = ['cases', 'grams', 'casesNow', 'gramsNow', 'casesBefore', 'gramsBefore'] as const;
  const whole = { ...first };
  for (const other of others) for (const name of sums) whole[name] += other[name];
  return whole;
}

/** Statistics of the record: year to date against the same dates a year before, and as announced. */
export class StatisticsArea {
  readonly #known: boolean;
  readonly #routes: RecordRow[];
  readonly #ports: RecordRow[];
  readonly #substances: RecordRow[];
  readonly #origins: RecordRow[];
  readonly #months: Months | null;
  readonly #announcement: Announcement | null;

  constructor(board: Board, scope: Scope) {
    const today = $derived(board.shown.asOf === null ? '' : siteDay(board.shown.asOf));
    // A breakdown of yesterday compares other dates than the other tables beside it.
    const breakdowns = $derived(
      cellsOf(board.shown.cells, 'breakdown', scope.covers).filter(({ value }) => value.day === today),
    );
    this.#known = $derived(isTold(board.shown.cells, 'record', scope.covers));
    this.#routes = $derived(rowsBy(board.shown, scope, 'route'));
    this.#ports = $derived(rowsBy(board.shown, scope, 'port'));
    this.#substances = $derived(rowsOf(breakdowns, 'substances'));
    this.#origins = $derived(rowsOf(breakdowns, 'origins'));
    this.#months = $derived(monthsOf(breakdowns, today));
    this.#announcement = $derived(announcementOf(board.shown, scope));
  }

  /** `false`: no data, which is not none. */
  get known(): boolean {
    return this.#known;
  }
  get routes(): RecordRow[] {
    return this.#routes;
  }
  get ports(): RecordRow[] {
    return this.#ports;
  }
  get substances(): RecordRow[] {
    return this.#substances;
  }
  get origins(): RecordRow[] {
    return this.#origins;
  }
  /** `null` while the board has no breakdown of today. */
  get months(): Months | null {
    return this.#months;
  }
  /** `null` where nothing was announced. */
  get announcement(): Announcement | null {
    return this.#announcement;
  }
}
