import { Type, type Static, type TProperties } from 'typebox';
import { TASK_KINDS } from './duty-cells.ts';
import { EVENT_STREAMS } from './events/catalogue.ts';
import { closed, oneOf, optional, port, route, subject, text } from './fields.ts';

/**
 * A drill as a file: what traffic there is, what happens in it and when, how it is played, and what must be true of it at its
 * end. T is minutes from the start: `T0`, `T20`, `T-600`, `T12.5`. In the data of an event a text of that form stands for the
 * instant.
 */

/** `T20`: minutes from the start of the drill. */
const at = Type.String({
  pattern: '^T-?\\d{1,6}(\\.\\d{1,3})?$',
  description: 'Minutes from the start: T20',
});
/** `90s`, `10m`, `2h`. */
const span = Type.String({
  pattern: '^\\d{1,6}(\\.\\d{1,3})?(s|m|h)$',
  description: 'A time span: 90s, 10m, 2h',
});
const id = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,63}$',
  description: 'Its name: small letters and hyphens',
});
const share = Type.Number({ minimum: 0, maximum: 1 });
const words = Type.Object({ ko: text(400, 'Korean'), en: text(400, 'English') }, closed);

/** Where a change of the base traffic applies; everywhere when left out. */
const most = { maxItems: 100 };
const where = optional({ ports: Type.Array(port, most), routes: Type.Array(route, most) });

const EventTemplate = Type.Object(
  {
    /** As on the wire: `border.arrival.v1`. */
    type: text(60, 'Type of the event'),
    data: Type.Object({}, { description: 'As on the wire; a text such as T20 stands for the instant' }),
    ...optional({
      /** Its identity; made up where left out. Two with one identity are a duplicate. */
      id: text(100, 'CloudEvents id'),
      /** When it happened: `T20`; when it is told where left out. Drill-time instants of any distance. */
      time: Type.String({
        pattern: '^[T0-9][T0-9:.+Z-]{0,39}$',
        description: 'When it happened: T20, or an instant with offset',
      }),
      /** Which feed tells it; the one that tells of its kind and place where left out. */
      feed: text(60, 'Name of a feed'),
      /** It must be refused: it is wrong on purpose, and its data need not be of the type's form. */
      malformed: Type.Boolean(),
    }),
  },
  closed,
);
export type EventTemplate = Static<typeof EventTemplate>;

function inject<const K extends string, T extends TProperties>(kind: K, description: string, fields: T) {
  return Type.Object(
    {
      id,
      at,
      do: Type.Literal(kind, { description }),
      ...fields,
      ...optional({
        title: words,
        /** Plays in which it happens; all when left out. */
        in: Type.Array(id, most),
      }),
    },
    closed,
  );
}

/** What happens in a drill. */
export const INJECTS = {
  send: inject('send', 'Events are told', {
    events: Type.Array(EventTemplate, { minItems: 1, maxItems: 500 }),
  }),
  paxlst: inject('paxlst', 'A passenger list comes in, as UN/EDIFACT', {
    text: Type.String({ maxLength: 100_000 }),
  }),
  surge: inject('surge', 'More base traffic', {
    ...where,
    times: Type.Number({ exclusiveMinimum: 0, maximum: 20 }),
    for: span,
  }),
  silence: inject('silence', 'Feeds say nothing, or nothing of a type', {
    ...where,
    ...optional({
      feeds: Type.Array(text(60, 'Name of a feed'), most),
      types: Type.Array(text(60, 'Type of event'), most),
    }),
    for: span,
  }),
  'ai-outage': inject(
    'ai-outage',
    'The AI gives no verdicts and no sign of life; afterwards it reads what it has missed',
    { ...where, for: span },
  ),
  'slow-readers': inject('slow-readers', 'A share of the readings of high-risk goods is as short as that', {
    ...where,
    share,
    scanMs: Type.Integer({ minimum: 0, maximum: 60_000, description: 'Milliseconds' }),
    for: span,
  }),
  faults: inject('faults', 'Duplicates, disorder, malformed messages among the base traffic', {
    ...optional({ duplicates: share, disorder: share, malformed: share, late: share }),
    for: span,
  }),
  skew: inject('skew', 'The clock of a feed is wrong', {
    feed: text(60, 'Name of a feed'),
    hours: Type.Number({ minimum: -48, maximum: 48 }),
    for: span,
  }),
  'screen-cut': inject('screen-cut', 'Screens in the drill lose the network, for so much real time', {
    for: span,
  }),
  'server-restart': inject('server-restart', 'The board of the drill starts anew', {}),
  'board-stall': inject('board-stall', 'The board of the drill stands still, for so much real time', {
    for: span,
  }),
};
export type InjectKind = keyof typeof INJECTS;
export type Inject = { [K in InjectKind]: Static<(typeof INJECTS)[K]> }[InjectKind];

/** An open alarm that is waited for. */
const awaited = Type.Object(
  {
    alarm: id,
    ...optional({ subject: subject('Its subject'), port, nth: Type.Integer({ minimum: 1, maximum: 99 }) }),
  },
  closed,
);
/** When a participant does something: so long after an alarm was raised, or at a time. */
const when = optional({ at, when: awaited, after: span });

function deed<const K extends string, T extends TProperties>(kind: K, fields: T) {
  return Type.Object({ id, do: Type.Literal(kind), ...when, ...fields }, closed);
}

/** What a participant does, where the board plays them: what people do at the desk otherwise. */
export const DEEDS = {
  acknowledge: deed('acknowledge', {}),
  take: deed('take', {}),
  shelve: deed('shelve', { seconds: Type.Integer({ minimum: 60 }), reason: text(200, 'Why') }),
  task: deed('task', {
    kind: oneOf(TASK_KINDS, 'Kind of task'),
    title: text(200, 'What is to be done'),
    ...optional({ subject: subject('Flight, case or item'), port, route, accepted: span, done: span }),
  }),
  handover: deed('handover', { from: at }),
};
type DeedKind = keyof typeof DEEDS;
export type ScriptedDeed = { [K in DeedKind]: Static<(typeof DEEDS)[K]> }[DeedKind];

const Play = Type.Object(
  {
    title: words,
    deeds: Type.Array(Type.Union(Object.values(DEEDS)), { maxItems: 100 }),
    /** The criterion that this play fails, and no other; left out: it passes. */
    ...optional({ fails: id }),
  },
  closed,
);
type Play = Static<typeof Play>;

const whole = Type.Integer({ minimum: 0 });
/** At least one of them. */
const compare = optional({ equals: Type.Number(), atLeast: Type.Number(), atMost: Type.Number() });
const plain = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

/** What a drill may be judged by: events, and what follows from them. */
const JUDGED_STREAMS = [
  ...EVENT_STREAMS,
  'seizure_case',
  'lead_match',
  'item',
  'correction',
  'rejection',
] as const;
export type JudgedStream = (typeof JUDGED_STREAMS)[number];

/** Rows of a stream as they stand now, corrections counted; columns as in the database. */
const rows = {
  stream: oneOf(JUDGED_STREAMS, 'Table of the realm'),
  where: Type.Record(
    Type.String({ pattern: '^[a-z_]{1,40}$' }),
    Type.Union([plain, Type.Array(plain)]),
    closed,
  ),
};
const Row = Type.Object({ ...rows }, closed);

function check<const K extends string, T extends TProperties>(kind: K, description: string, fields: T) {
  return Type.Object({ id, title: words, is: Type.Literal(kind, { description }), ...fields }, closed);
}
const alarmOf = { alarm: id, ...optional({ subject: subject('Its subject'), port }) };

/** What must be true of a drill; judged by the board from what was recorded. */
export const CHECKS = {
  'alarm-raised': check('alarm-raised', 'An alarm came, so soon after an inject or a time', {
    ...alarmOf,
    within: span,
    ...optional({ after: at, inject: id }),
  }),
  'no-alarm': check('no-alarm', 'No such alarm came; none at all where no rule is named', {
    ...optional({
      alarms: Type.Array(id),
      subject: subject('Its subject'),
      port,
      priority: oneOf(['critical', 'high', 'low'], 'Only of this priority'),
    }),
  }),
  'alarm-acted': check('alarm-acted', 'Each such alarm, and at least so many, was acted on in time', {
    ...alarmOf,
    deed: oneOf(['acknowledged', 'taken', 'ended'], 'What was done'),
    within: span,
    ...optional({ atLeast: whole }),
  }),
  'task-acted': check('task-acted', 'A task was accepted or done, by a time or before something happened', {
    kind: oneOf(TASK_KINDS, 'Kind of task'),
    state: oneOf(['created', 'accepted', 'done'], 'How far'),
    ...optional({ subject: subject('Flight, case or item'), by: at, before: Row }),
  }),
  figure: check('figure', 'A figure of the board: the sum over its cells of that kind', {
    cells: text(40, 'Kind of cell'),
    value: text(100, 'Path of the figure within cell or row, as in rules of alarms; `#` counts the rows'),
    ...compare,
    ...optional({
      port,
      route,
      /** The array whose rows count. */
      rows: text(100, 'Path of an array'),
      where: Type.Record(Type.String(), Type.Union([plain, Type.Array(plain)])),
      /** When it is looked at; at the end when left out. */
      at,
      /** What it has changed by since then. */
      since: at,
    }),
  }),
  rows: check('rows', 'So many rows are there', { ...rows, ...compare }),
  order: check('order', 'One thing happened before another, by the time of their rows', {
    first: Row,
    second: Row,
  }),
  'words-unseen': check('words-unseen', 'None of these words was on the board at any time', {
    words: Type.Array(text(100, 'A name'), { minItems: 1 }),
  }),
  'counts-equal-rows': check('counts-equal-rows', 'Figures of today are those of the raw rows', {}),
  'refusals-explained': check('refusals-explained', 'What was refused has its reason; at least so much was', {
    atLeast: whole,
  }),
  'short-readings-again': check(
    'short-readings-again',
    'Every reading of high-risk goods under seven seconds was queued again, and none of seven',
    {},
  ),
  'nothing-cleared-alone': check(
    'nothing-cleared-alone',
    'What the AI did not read was cleared by a person or not at all',
    { from: at, to: at },
  ),
  'drained-once': check('drained-once', 'What had waited was read, each once', {
    from: at,
    to: at,
    ...where,
  }),
  'board-lag': check('board-lag', 'From commit to board, 95 of 100 within so many real milliseconds', {
    p95Ms: whole,
  }),
  'screen-banner': check(
    'screen-banner',
    'A screen that was cut off said so within so many real milliseconds',
    { withinMs: whole },
  ),
  'screen-equal': check('screen-equal', 'What that screen showed afterwards is what a fresh one shows', {}),
  'live-untouched': check('live-untouched', 'No row of the drill is in the live realm', {}),
  'handover-equals-log': check('handover-equals-log', 'The report of the shift says what the log says', {}),
  'correction-recorded': check(
    'correction-recorded',
    'What was corrected or told late is kept beside what was said first, and is in the audit log',
    { subject: subject('Case number') },
  ),
};
export type CheckKind = keyof typeof CHECKS;
export type Criterion = { [K in CheckKind]: Static<(typeof CHECKS)[K]> }[CheckKind];

export const Scenario = Type.Object(
  {
    name: id,
    title: words,
    /** What it trains. */
    aim: words,
    /** Same seed, same traffic. */
    seed: Type.String({ pattern: '^[\\w-]{1,20}$' }),
    minutes: Type.Integer({ minimum: 1, maximum: 600, description: 'From T0 to its end' }),
    base: Type.Object(
      {
        rate: Type.Number({ minimum: 0, maximum: 5, description: 'Times ordinary traffic' }),
        ...optional({
          before: Type.Integer({ minimum: 0, maximum: 120, description: 'Minutes of traffic before T0' }),
        }),
      },
      closed,
    ),
    timeline: Type.Array(Type.Union(Object.values(INJECTS)), { maxItems: 300 }),
    /** By name; `right` is the one that passes. */
    plays: Type.Record(id, Play, closed),
    criteria: Type.Array(Type.Union(Object.values(CHECKS)), { minItems: 1, maxItems: 50 }),
    ...optional({
      /**
       * Of T0 in the time zone of the site: `HH:MM`, today; the present minute when left out. With a day, `2026-11-11T10:00`, the drill has the same
       * traffic whenever it is held.
       */
      clock: Type.String({ pattern: '^(20\\d\\d-\\d\\d-\\d\\dT)?([01]\\d|2[0-3]):[0-5]\\d$' }),
      /** How often the board is looked at on the drill's clock; 5s when left out. */
      step: span,
    }),
  },
  closed,
);
export interface Scenario extends Omit<Static<typeof Scenario>, 'timeline' | 'plays' | 'criteria'> {
  timeline: Inject[];
  plays: Record<string, { title: Words; deeds: ScriptedDeed[]; fails?: string }>;
  criteria: Criterion[];
}
export interface Words {
  ko: string;
  en: string;
}

const MINUTE_MS = 60_000;
const UNITS_MS = { s: 1_000, m: MINUTE_MS, h: 60 * MINUTE_MS };

/** `T20` as milliseconds after T0; `null`: it is no such text. */
export function sinceStart(text: string): number | null {
  const minutes = /^T(-?\d{1,6}(?:\.\d{1,3})?)$/.exec(text)?.[1];
  return minutes === undefined ? null : Math.round(Number(minutes) * MINUTE_MS);
}

/** `90s`, `10m`, `2h` in milliseconds; `NaN`: it is no such text. */
export function spanMs(text: string): number {
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,3})?)([smh])$/.exec(text) ?? [];
  return Math.round(Number(number) * UNITS_MS[(unit ?? 's') as keyof typeof UNITS_MS]);
}

/**
 * Data of an event as it goes on the wire: each text such as `T20` in it is the instant.
 * @param startsAt T0, milliseconds since the Unix epoch
 */
export function withInstants(data: object, startsAt: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, instantOf(value, startsAt)]));
}

function instantOf(value: unknown, startsAt: number): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => instantOf(each, startsAt));
  if (typeof value === 'object' && value !== null) return withInstants(value, startsAt);
  const since = typeof value === 'string' ? sinceStart(value) : null;
  return since === null ? value : new Date(startsAt + since).toISOString();
}
