import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { CellKind } from '../contract/cells.ts';
import { ALARM_UNITS, type Priority } from '../contract/duty-cells.ts';
import { ROUTES } from '../contract/routes.ts';

/** Kinds of cells that rules may watch. */
const WATCHED = [
  'ai',
  'bulletins',
  'clearance',
  'couriers',
  'coverage',
  'feed',
  'gun-parts',
  'indicators',
  'information',
  'investigations',
  'landings',
  'leads',
  'leaks',
  'minor-leads',
  'offences',
  'operations',
  'queue',
  'readings',
  'requests',
  'stations',
  'weapons',
] as const satisfies readonly CellKind[];

const closed = { additionalProperties: false };
/** `a.b` within a cell or row, `a.0` of a tuple, `a.*.2` the sum over an array. */
const path = Type.String({ pattern: '^[A-Za-z0-9*]+(\\.[A-Za-z0-9*]+)*$', maxLength: 100 });
/** An instant is read as seconds since it, or until it; else it is a number. */
const as = Type.Enum(['age', 'until'] as const);
const plain = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

const Test = Type.Union([
  Type.Object({ field: path, in: Type.Array(plain) }, closed),
  Type.Object({ field: path, notIn: Type.Array(plain) }, closed),
  Type.Object(
    {
      field: path,
      as: Type.Optional(as),
      atLeast: Type.Optional(Type.Number()),
      atMost: Type.Optional(Type.Number()),
    },
    closed,
  ),
]);
export type Test = Static<typeof Test>;

const common = {
  cells: Type.Enum([...WATCHED]),
  /** Figures that are worked out from several cells of a place, see derived.ts; they stand in this one under that name. */
  derive: Type.Optional(Type.Enum(['screening', 'load'] as const)),
  /** The array whose rows are judged one by one; the cell itself when left out. */
  rows: Type.Optional(path),
  /** Which one it is, at its place. */
  subject: Type.Optional(path),
  /** Where a row says its port itself; and a route that is known without being said. */
  portField: Type.Optional(path),
  route: Type.Optional(Type.Enum([...ROUTES])),
  /** Only on these. */
  routes: Type.Optional(Type.Array(Type.Enum([...ROUTES]))),
  /** Only cells of the site day: yesterday's count as zero. */
  ofDay: Type.Optional(Type.Boolean()),
  /** All of them must hold; fields of the row. */
  where: Type.Optional(Type.Array(Test)),
  /** Where these hold it is not known: what is raised stays, nothing new is raised. */
  doubt: Type.Optional(Type.Array(Test, { minItems: 1 })),
  /** Of the figure and the limit, where neither `as` says it. */
  unit: Type.Optional(Type.Enum([...ALARM_UNITS])),
};

/** What the rule of each kind says of its figure. */
const WATCH = {
  /** The figure, or its share of another, is beyond the limit. */
  threshold: Type.Object(
    {
      ...common,
      value: path,
      as: Type.Optional(as),
      per: Type.Optional(path),
      beyond: Type.Optional(Type.Enum(['above', 'below'] as const)),
    },
    closed,
  ),
  /** More comes in than goes out, by more than the limit. */
  rate: Type.Object({ ...common, inflow: path, outflow: path }, closed),
  /** Nothing since an instant: for longer than the limit in cadences, or in seconds where it has none. */
  absence: Type.Object({ ...common, heard: path, cadence: Type.Optional(path) }, closed),
  /** The figure is outside its expected bounds. */
  deviation: Type.Object(
    { ...common, value: path, bound: path, beyond: Type.Enum(['above', 'below'] as const) },
    closed,
  ),
  /** `where` holds. */
  match: Type.Object(
    { ...common, where: Type.Array(Test, { minItems: 1 }), value: Type.Optional(path) },
    closed,
  ),
  /** A list that another rule judges is longer than what is read of it. */
  excess: Type.Object({ unit: common.unit }, closed),
} satisfies Record<string, TSchema>;
type RuleKind = keyof typeof WATCH;

const CHECKS = {
  threshold: Compile(WATCH.threshold),
  rate: Compile(WATCH.rate),
  absence: Compile(WATCH.absence),
  deviation: Compile(WATCH.deviation),
  match: Compile(WATCH.match),
  excess: Compile(WATCH.excess),
};

type Watch = { [K in RuleKind]: { kind: K; watch: Static<(typeof WATCH)[K]> } }[RuleKind];

interface Settings {
  name: string;
  priority: Priority;
  limit: number | null;
  clearLimit: number | null;
  forSeconds: number;
  clearSeconds: number;
  escalateSeconds: number | null;
  enabled: boolean;
}
/** A rule as stored. */
export type StoredRule = Settings & { kind: string; watch: unknown };
/** A rule that can be read. */
export type Rule = Settings & Watch;
/** One that judges figures of the board. */
export type FigureRule = Exclude<Rule, { kind: 'excess' }>;

/** Kinds that compare with a limit. */
const LIMITED: ReadonlySet<string> = new Set<RuleKind>(['threshold', 'rate', 'absence']);

/** Reads a rule; text says why it cannot be read. A wrong rule is a matter of its own and stops no other. */
export function readRule(stored: StoredRule): Rule | string {
  const { clearLimit, kind, limit, watch } = stored;
  if (!(kind in CHECKS)) return `${kind} is no kind of rule`;
  const check = CHECKS[kind as RuleKind];
  if (!check.Check(watch)) {
    const [error] = check.Errors(watch);
    return `watch${error?.instancePath ?? ''} ${error?.message ?? 'is wrong'}`;
  }
  if (LIMITED.has(kind) && limit === null) return 'it needs a limit';
  const rule = { ...stored, kind, watch } as Rule;
  if (clearLimit !== null && limit !== null) {
    const below = rule.kind === 'threshold' && rule.watch.beyond === 'below';
    if (below ? clearLimit < limit : clearLimit > limit)
      return 'its dead band lies on the wrong side of its limit';
  }
  return rule;
}
