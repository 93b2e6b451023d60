import { Type, type Static } from 'typebox';
import { TASK_KINDS, type TaskKind, type TaskState } from './duty-cells.ts';
import { closed, instant, oneOf, port, route, subject, text } from './fields.ts';

const nullable = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const realm = Type.Optional(
  Type.String({ maxLength: 40, description: "Realm; the server's own when left out" }),
);
const kind = Type.Unsafe<TaskKind>(oneOf(TASK_KINDS, 'What is to be done'));

/** How long a task of a kind may take unless somebody says otherwise, in minutes [E]. */
export const TASK_MINUTES: Readonly<Record<TaskKind, number>> = {
  'team-to-gate': 15,
  investigation: 60,
  'recall-siblings': 30,
  'open-lane': 10,
  other: 60,
};
/** No deadline is farther than this, in days: what takes longer is no task of a shift. */
export const MOST_TASK_DAYS = 30;
export const REMARK_LENGTH = 500;
/** Entries of a page of a list. */
export const TASK_PAGE = 50;

const remark = text(REMARK_LENGTH, 'One line, no control characters');

export const TaskQuery = Type.Object(
  {
    realm,
    standing: Type.Optional(
      Type.Enum(['open', 'closed'] as const, {
        description: 'open (default): nearest deadline first; closed: newest first',
      }),
    ),
    kind: Type.Optional(kind),
    scope: Type.Optional(Type.String({ maxLength: 80, description: 'Tasks whose place lies within it' })),
    owner: Type.Optional(
      Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Account that has them' }),
    ),
    alarm: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Alarm that they were made of',
      }),
    ),
    after: Type.Optional(Type.String({ maxLength: 80, description: '`next` of the page before' })),
  },
  closed,
);
export type TaskQuery = Static<typeof TaskQuery>;

export const RealmQuery = Type.Object({ realm }, closed);
export type RealmQuery = Static<typeof RealmQuery>;

export const ItemParams = Type.Object(
  { id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) },
  closed,
);
export type ItemParams = Static<typeof ItemParams>;

export const NewTask = Type.Object(
  {
    kind,
    title: text(200, 'What is to be done, in one line'),
    subject: Type.Optional(subject('Flight, case, item or station that it is about')),
    port: Type.Optional(port),
    route: Type.Optional(route),
    alarmId: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The alarm that it is made of',
      }),
    ),
    deadline: Type.Optional(instant('When it must be done; by its kind when left out')),
    remark: Type.Optional(remark),
  },
  closed,
);
export type NewTask = Static<typeof NewTask>;

export const AssignBody = Type.Object(
  { accountId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) },
  closed,
);
export type AssignBody = Static<typeof AssignBody>;
export const RemarkBody = Type.Object({ remark }, closed);
export type RemarkBody = Static<typeof RemarkBody>;
export const FinishBody = Type.Object({ remark: Type.Optional(remark) }, closed);
export type FinishBody = Static<typeof FinishBody>;

const taskFields = {
  id: Type.Integer(),
  kind: Type.Unsafe<TaskKind>(Type.String()),
  title: Type.String(),
  subject: nullable(Type.String()),
  port: nullable(Type.String()),
  route: nullable(Type.String()),
  alarmId: nullable(Type.Integer()),
  state: Type.Unsafe<TaskState>(Type.String()),
  ownerId: nullable(Type.Integer()),
  ownerName: nullable(Type.String()),
  createdBy: Type.String(),
  createdAt: Type.String(),
  deadline: Type.String(),
  acceptedAt: nullable(Type.String()),
  closedAt: nullable(Type.String()),
};
export const Task = Type.Object(taskFields);
export type Task = Static<typeof Task>;

export const TaskList = Type.Object({
  serverTime: Type.Integer({ description: 'Milliseconds since the Unix epoch' }),
  tasks: Type.Array(Task),
  next: nullable(Type.String({ description: '`after` of the next page' })),
});
export type TaskList = Static<typeof TaskList>;

/** What happened to a task. */
const TASK_EVENTS = ['created', 'accepted', 'assigned', 'remarked', 'finished', 'cancelled'] as const;
export type TaskEventWhat = (typeof TASK_EVENTS)[number];

export const TaskEvent = Type.Object({
  at: Type.String(),
  what: Type.Unsafe<TaskEventWhat>(Type.String()),
  by: Type.String(),
  ownerName: nullable(Type.String()),
  remark: nullable(Type.String()),
});
export type TaskEvent = Static<typeof TaskEvent>;

export const TaskDetail = Type.Object({
  serverTime: Type.Integer(),
  task: Task,
  events: Type.Array(TaskEvent),
  /** Of an investigation: the case that it is about, where there is one of that number. */
  seizure: Type.Union([
    Type.Object({
      caseNo: Type.String(),
      time: Type.String({ description: 'When it was seized: its clock runs from here' }),
      category: Type.String(),
      substance: nullable(Type.String()),
      grams: Type.Union([Type.Number(), Type.Null()]),
      acceptedAt: nullable(Type.String({ description: 'When the investigation unit accepted it' })),
    }),
    Type.Null(),
  ]),
  /** Of a recall: what came in the same bag as the leak, all of it. */
  siblings: Type.Union([
    Type.Object({
      batch: nullable(Type.String()),
      firstLinePort: nullable(Type.String()),
      count: Type.Integer(),
      rows: Type.Array(
        Type.Object({ subject: Type.String(), port: Type.String(), recalled: Type.Boolean() }),
      ),
    }),
    Type.Null(),
  ]),
});
export type TaskDetail = Static<typeof TaskDetail>;

/** Who may be given a task or an alarm. */
export const People = Type.Object({
  people: Type.Array(
    Type.Object({ id: Type.Integer(), name: Type.String(), scopes: Type.Array(Type.String()) }),
  ),
});
export type People = Static<typeof People>;
