import { Type, type Static } from 'typebox';
import type { CellValue, TodayCell } from './cells.ts';
import { closed, optional, text } from './fields.ts';
import { INJECTS, type Inject, type Scenario } from './scenario.ts';

/** Drills over HTTP: the catalogue, the director's controls, what a driver asks, judgement and report. */

const instant = Type.String({ description: 'ISO 8601, UTC' });
const words = Type.Object({ ko: Type.String(), en: Type.String() });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const DRILL_STATES = ['preparing', 'running', 'paused', 'ended', 'archived', 'dropped'] as const;
export type DrillState = (typeof DRILL_STATES)[number];

/** A scenario that may be started. */
export const ScenarioItem = Type.Object({
  name: Type.String(),
  title: words,
  aim: words,
  minutes: Type.Integer(),
  plays: Type.Array(Type.Object({ name: Type.String(), title: words })),
  injects: Type.Array(
    Type.Object({ id: Type.String(), at: Type.String(), do: Type.String(), title: nullable(words) }),
  ),
  criteria: Type.Array(Type.Object({ id: Type.String(), title: words })),
});
export type ScenarioItem = Static<typeof ScenarioItem>;
export const ScenariosAnswer = Type.Object({ scenarios: Type.Array(ScenarioItem) });
export type ScenariosAnswer = Static<typeof ScenariosAnswer>;

const speed = Type.Number({ minimum: 1, maximum: 60, description: 'Times real time' });

/** A scenario of one's own, in characters: more than ten times the longest of the shipped ones. */
export const LONGEST_SCENARIO = 300_000;
/** As JSON, where a character is written with six bytes at most, or twelve where it has two halves; and the other fields. */
export const MOST_DRILL_BYTES = 12 * LONGEST_SCENARIO + 4_096;

/** By name, or as the text of a file (YAML or JSON). */
export const NewDrill = Type.Object(
  optional({
    scenario: text(64, 'Name of one of the shipped scenarios'),
    file: Type.String({
      maxLength: LONGEST_SCENARIO,
      description: 'A scenario of your own, as YAML or JSON',
    }),
    /** A play that the board acts, as a test does; people act when left out. */
    play: text(64, 'Name of a play'),
    speed,
    /** It waits for its start; else it starts at once. */
    paused: Type.Boolean(),
    /** Whoever asked drives it: the token to do so is in the answer, and the server starts no driver. */
    drive: Type.Boolean(),
  }),
  closed,
);
export type NewDrill = Static<typeof NewDrill>;

export const Verdict = Type.Object({
  id: Type.String(),
  title: words,
  /** `null`: it cannot be said yet. */
  passed: nullable(Type.Boolean()),
  /** What it is judged by, in figures. */
  evidence: Type.Array(Type.Object({ what: words, at: nullable(instant), value: nullable(Type.String()) })),
});
export type Verdict = Static<typeof Verdict>;

export const DrillItem = Type.Object({
  id: Type.Integer(),
  realm: Type.String(),
  scenario: Type.String(),
  title: words,
  play: nullable(Type.String()),
  state: Type.Enum([...DRILL_STATES]),
  speed,
  /** T0, what the clock shows, and its end, on the drill's clock. */
  startsAt: instant,
  shows: instant,
  endsAt: instant,
  createdAt: instant,
  endedAt: nullable(instant),
  directedBy: nullable(Type.String()),
  /** Criteria passed, of all; `null` until it was judged. */
  passed: nullable(Type.Integer()),
  criteria: Type.Integer(),
});
export type DrillItem = Static<typeof DrillItem>;
export const DrillsAnswer = Type.Object({ drills: Type.Array(DrillItem) });
export type DrillsAnswer = Static<typeof DrillsAnswer>;

export const Participant = Type.Object({
  kind: Type.Enum(['account', 'screen'] as const),
  id: Type.Integer(),
  name: Type.String(),
  joinedAt: instant,
  leftAt: nullable(instant),
});
export const DrillEvent = Type.Object({
  id: Type.Integer(),
  at: instant,
  toldAt: instant,
  kind: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type DrillEvent = Static<typeof DrillEvent>;

export const DrillDetail = Type.Object({
  drill: DrillItem,
  /** Injects of the timeline in this play, and whether each has been done. */
  timeline: Type.Array(
    Type.Object({
      id: Type.String(),
      at: instant,
      do: Type.String(),
      title: nullable(words),
      doneAt: nullable(instant),
    }),
  ),
  participants: Type.Array(Participant),
  /** Newest first, at most 200. */
  log: Type.Array(DrillEvent),
  criteria: Type.Array(Verdict),
});
export type DrillDetail = Static<typeof DrillDetail>;

/** `drive` was asked for: opens the routes of a driver, and the tokens of the feeds by name. */
export const MadeDrill = Type.Object({
  drill: DrillItem,
  ...optional({ token: Type.String(), tokens: Type.Record(Type.String(), Type.String()) }),
});
export type MadeDrill = Static<typeof MadeDrill>;

export const DrillOrder = Type.Object(
  { do: Type.Enum(['start', 'pause', 'end', 'archive', 'drop'] as const), ...optional({ speed }) },
  closed,
);
export type DrillOrder = Static<typeof DrillOrder>;

/** An inject by hand: as in a timeline, its `at` is now. */
export const InjectOrder = Type.Object({ inject: Type.Union(Object.values(INJECTS)) }, closed);
export type InjectOrder = { inject: Inject };

export const JoinOrder = Type.Object(
  optional({ screen: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
  {
    ...closed,
    description: 'A screen of yours; yourself when left out',
  },
);
export type JoinOrder = Static<typeof JoinOrder>;

/** What a driver needs to know before its first step. */
export interface DrivePlan {
  scenario: Scenario;
  play: string | null;
  /** T0 and what the clock shows, milliseconds since the Unix epoch. */
  startsAt: number;
  shows: number;
}

/** What a driver has seen since its last step, for the log of the drill. */
const figure = Type.Integer({ minimum: 0, maximum: 1e12 });
const waitMs = nullable(Type.Number({ minimum: 0, maximum: 1e9 }));
const Observation = Type.Object(
  {
    /** Answers so far; how a screen fared; a screen was not let in. */
    kind: Type.Enum(['told', 'screen', 'screen-refused'] as const),
    detail: Type.Object(
      optional({
        accepted: figure,
        duplicate: figure,
        rejected: figure,
        screen: text(60, 'Which screen'),
        bannerMs: waitMs,
        presentMs: waitMs,
        shows: Type.Array(figure, { maxItems: 10 }),
        fresh: Type.Array(figure, { maxItems: 10 }),
      }),
      closed,
    ),
  },
  closed,
);
const SHOWN = ['arrivals', 'units', 'primary', 'secondary', 'cases'] as const satisfies (keyof TodayCell)[];

/** What a screen that was cut off is held by against a fresh one: sums over the cells of today, as screens say them too. */
export function sumsOfToday(cells: Iterable<readonly [key: string, cell: CellValue]>): number[] {
  const today = [...cells].flatMap(([key, cell]) => (key.startsWith('today|') ? [cell as TodayCell] : []));
  return SHOWN.map((name) => today.reduce((sum, cell) => sum + cell[name], 0));
}

export const StepBody = Type.Object(
  {
    observed: Type.Array(Observation, { maxItems: 100 }),
    ...optional({
      taken: Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'Number of the last inject by hand that the driver has got; left out where it has got none',
      }),
    }),
  },
  closed,
);
export type StepBody = Static<typeof StepBody>;

/** An inject of the director's hand, as it was ordered and when it happened, in milliseconds since the Unix epoch. */
export interface OrderedInject {
  nth: number;
  at: number;
  inject: Inject;
}

/** What is to be told now: all that is due after `from` and not after `to`. */
export interface StepAnswer {
  state: 'go' | 'wait' | 'ended';
  /** Milliseconds since the Unix epoch, on the drill's clock, which shows `to` by now. */
  from: number;
  to: number;
  /** All that has happened by hand and the driver has not got: an answer may be lost, and a driver may die. */
  byHand: OrderedInject[];
}

/** After-action report. */
export interface DrillReport {
  drill: DrillItem;
  scenario: { name: string; title: { ko: string; en: string }; aim: { ko: string; en: string } };
  /** Real times. */
  ranFrom: string;
  ranTo: string;
  participants: Static<typeof Participant>[];
  verdicts: Verdict[];
  /** All of them. */
  passed: boolean;
  /** What happened, in order: injects, alarms and what was done about them, tasks, remarks. */
  timeline: {
    at: string;
    kind: 'inject' | 'alarm' | 'deed' | 'task' | 'event' | 'director' | 'screen';
    what: { ko: string; en: string };
    who: string | null;
  }[];
  /** Of each alarm, in seconds on the drill's clock; `null`: not done. */
  times: {
    alarm: string;
    title: { ko: string; en: string };
    priority: string;
    subject: string | null;
    raisedAt: string;
    /** From the inject that it follows; `null` where it follows none. */
    detectSeconds: number | null;
    acknowledgeSeconds: number | null;
    assignSeconds: number | null;
    resolveSeconds: number | null;
  }[];
  /** Alarms and tasks that nobody took up. */
  missed: { ko: string; en: string }[];
  /** Minutes of the drill, and figures of each: for the charts. */
  charts: { minutes: string[]; units: number[]; queue: number[]; openAlarms: number[] };
}
