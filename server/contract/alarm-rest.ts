import { Type, type Static } from 'typebox';
import { ALARM_UNITS, PRIORITIES } from './duty-cells.ts';
import { text } from './fields.ts';

/**
 * What happens to an alarm, as its log says it. `raised-again`: it had returned, unseen, and holds again; `shelf-ended`: its
 * time on the shelf is over; `escalated`: the clock passed it on.
 */
const ALARM_EVENTS = [
  'raised',
  'raised-again',
  'acknowledged',
  'taken',
  'assigned',
  'released',
  'shelved',
  'unshelved',
  'shelf-ended',
  'escalated',
  'returned',
  'ended',
] as const;
export type AlarmEventName = (typeof ALARM_EVENTS)[number];

/** Shortest and longest time on the shelf, and the longest of a critical alarm, in seconds. */
export const SHELF_SECONDS = { least: 60, most: 8 * 3_600, mostCritical: 30 * 60 } as const;
/** How often the clock passes on one that nobody has seen or taken. */
export const MOST_ESCALATIONS = 3;

const closed = { additionalProperties: false };
type Plain =
  ReturnType<typeof Type.String> | ReturnType<typeof Type.Number> | ReturnType<typeof Type.Integer>;
const orNull = <T extends Plain>(schema: T) => Type.Union([schema, Type.Null()]);
const instant = (description: string) => Type.String({ description: `${description}: ISO 8601, UTC` });
const words = (description: string) => Type.Object({ ko: Type.String(), en: Type.String() }, { description });
const priority = Type.Enum([...PRIORITIES], {
  description: 'critical: at once; high: within minutes; low: within the shift',
});

const AlarmPerson = Type.Object({ id: Type.Integer(), name: Type.String() });

export const AlarmItem = Type.Object({
  id: Type.Integer(),
  rule: Type.String(),
  title: words('What it is'),
  action: words('What must be done about it'),
  priority,
  port: orNull(Type.String()),
  route: orNull(Type.String()),
  subject: orNull(Type.String({ description: 'Which one at its place; null where the place says it all' })),
  figure: Type.String({ description: 'Kind of the cells whose figure the rule watches' }),
  value: orNull(Type.Number({ description: 'The figure now, or when its condition held last' })),
  raisedValue: orNull(Type.Number({ description: 'The figure when it was raised last' })),
  limit: orNull(Type.Number({ description: 'The limit that it is beyond' })),
  unit: Type.Union([Type.Enum([...ALARM_UNITS]), Type.Null()], {
    description:
      'Of value and limit; age and until: seconds since and until an instant; null: a plain number',
  }),
  state: Type.Enum(['unacknowledged', 'acknowledged', 'returned', 'shelved', 'ended'] as const),
  holds: Type.Boolean({ description: 'Whether its condition holds' }),
  firstRaisedAt: instant('When it was raised first'),
  raisedAt: instant('When its condition began to hold, this time'),
  endedAt: orNull(instant('When it ended')),
  owner: Type.Union([AlarmPerson, Type.Null()]),
  acknowledgedBy: Type.Union([AlarmPerson, Type.Null()]),
  acknowledgedAt: orNull(instant('When it was acknowledged, this time')),
  shelvedBy: Type.Union([AlarmPerson, Type.Null()]),
  shelvedUntil: orNull(instant('When its time on the shelf is over')),
  shelvedReason: orNull(Type.String()),
  escalations: Type.Integer({ description: 'How many times the clock has passed it on' }),
});
export type AlarmItem = Static<typeof AlarmItem>;

export const AlarmLogEntry = Type.Object({
  id: Type.Integer({ description: 'Later ones are greater' }),
  alarmId: Type.Integer(),
  at: instant('When it happened'),
  event: Type.Enum([...ALARM_EVENTS]),
  by: Type.Union([AlarmPerson, Type.Null()], { description: 'null: the board or the clock' }),
  to: Type.Union([AlarmPerson, Type.Null()], { description: 'Whom it was assigned to' }),
  until: orNull(instant('End of its time on the shelf')),
  value: orNull(Type.Number({ description: 'The figure when it was raised' })),
  remark: orNull(Type.String({ description: 'What the person said; the reason of a shelf' })),
});
export type AlarmLogEntry = Static<typeof AlarmLogEntry>;

export const RealmQuery = Type.Object({ realm: Type.Optional(Type.String()) }, closed);
export type RealmQuery = Static<typeof RealmQuery>;

export const AlarmsQuery = Type.Object(
  {
    realm: Type.Optional(Type.String()),
    scope: Type.Optional(Type.String({ description: 'Within it; all of your scopes when left out' })),
    from: Type.Optional(
      Type.String({ description: 'With this or `to`, past ones too: those open at any time from then on' }),
    ),
    to: Type.Optional(Type.String({ description: 'Instant with offset, excluded; now when left out' })),
    before: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: '`next` of the page before; newest first',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  },
  closed,
);
export type AlarmsQuery = Static<typeof AlarmsQuery>;

export const AlarmsAnswer = Type.Object({
  alarms: Type.Array(AlarmItem),
  next: orNull(Type.Integer({ description: 'Ask for the next page with `before`; null: that was the last' })),
});
export type AlarmsAnswer = Static<typeof AlarmsAnswer>;

export const AlarmAnswer = Type.Object({ alarm: AlarmItem, log: Type.Array(AlarmLogEntry) });
export type AlarmAnswer = Static<typeof AlarmAnswer>;

export const AlarmParams = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});
export type AlarmParams = Static<typeof AlarmParams>;

const remark = Type.Optional(text(500, 'For the log'));
/** Of acknowledge, take, release, unshelve. */
export const RemarkBody = Type.Object({ remark }, closed);
export type RemarkBody = Static<typeof RemarkBody>;
export const AssignBody = Type.Object(
  { to: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Account' }), remark },
  closed,
);
export type AssignBody = Static<typeof AssignBody>;
export const ShelveBody = Type.Object(
  {
    seconds: Type.Integer({
      minimum: SHELF_SECONDS.least,
      maximum: SHELF_SECONDS.most,
      description: `How long; a critical alarm at most ${SHELF_SECONDS.mostCritical}`,
    }),
    reason: text(500, 'Why'),
  },
  closed,
);
export type ShelveBody = Static<typeof ShelveBody>;

export const DeedAnswer = Type.Object({ alarm: AlarmItem });
export type DeedAnswer = Static<typeof DeedAnswer>;

export const AssigneesAnswer = Type.Object({
  people: Type.Array(AlarmPerson, { description: 'Who may act on it, by name' }),
});
export type AssigneesAnswer = Static<typeof AssigneesAnswer>;

export const AlarmRuleItem = Type.Object({
  name: Type.String(),
  title: words('What it is'),
  action: words('What must be done about it'),
  priority,
  kind: Type.Enum(['threshold', 'rate', 'absence', 'deviation', 'match', 'excess'] as const),
  figure: Type.String({ description: 'Kind of the cells whose figure it watches' }),
  watch: Type.Unknown({ description: 'How the figure is read, as stored' }),
  limit: orNull(Type.Number({ description: 'Beyond it the condition holds' })),
  clearLimit: orNull(
    Type.Number({ description: 'Only beyond it, on the other side, the condition is over' }),
  ),
  forSeconds: Type.Integer({ description: 'Raised when it has held for so long' }),
  clearSeconds: Type.Integer({ description: 'Over when it has not held for so long' }),
  escalateSeconds: orNull(Type.Integer({ description: 'Passed on after each of these; null: never' })),
  enabled: Type.Boolean(),
  fault: orNull(Type.String({ description: 'Why it is skipped: what it says cannot be read' })),
});
export type AlarmRuleItem = Static<typeof AlarmRuleItem>;

export const AlarmRulesAnswer = Type.Object({ rules: Type.Array(AlarmRuleItem) });
export type AlarmRulesAnswer = Static<typeof AlarmRulesAnswer>;

export const AlarmRuleParams = Type.Object({ name: Type.String({ maxLength: 64 }) });
export type AlarmRuleParams = Static<typeof AlarmRuleParams>;

const figure = Type.Number({ minimum: -1e15, maximum: 1e15 });
const delay = Type.Integer({ minimum: 0, maximum: 86_400 });
export const AlarmRulePatch = Type.Object(
  {
    limit: Type.Optional(figure),
    clearLimit: Type.Optional(Type.Union([figure, Type.Null()])),
    forSeconds: Type.Optional(delay),
    clearSeconds: Type.Optional(delay),
    escalateSeconds: Type.Optional(
      Type.Union([Type.Integer({ minimum: 10, maximum: 604_800 }), Type.Null()]),
    ),
    enabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type AlarmRulePatch = Static<typeof AlarmRulePatch>;
