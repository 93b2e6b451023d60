import { Type, type Static } from 'typebox';
import type { Priority, TaskKind, TaskState } from './duty-cells.ts';
import type { TaskEvent } from './duty-rest.ts';
import type { AuditHead } from './audit-rest.ts';
import { closed, text } from './fields.ts';
import type { Figures } from './rest.ts';

/** A shift is no longer than this, in hours. */
export const MOST_SHIFT_HOURS = 36;
export const HANDOVER_PAGE = 30;

interface Placed {
  port: string | null;
  route: string | null;
}

/** An alarm that something happened to in the period, or that was open at its end. Instants are ISO 8601, UTC. */
export interface HandoverAlarm extends Placed {
  id: number;
  rule: string;
  title: { ko: string; en: string };
  priority: Priority;
  subject: string | null;
  raisedAt: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  takenAt: string | null;
  ownerName: string | null;
  /** `null`: open at the end of the period. */
  endedAt: string | null;
  /** Its log until the end of the period. */
  events: { at: string; event: string; by: string | null; to: string | null; remark: string | null }[];
}

/** A task that something happened to in the period, or that was open at its end; as it stood then. */
export interface HandoverTask extends Placed {
  id: number;
  kind: TaskKind;
  title: string;
  subject: string | null;
  alarmId: number | null;
  createdAt: string;
  deadline: string;
  state: TaskState;
  ownerName: string | null;
  closedAt: string | null;
  events: TaskEvent[];
}

/** A case that was seized or became known in the period, as it is known at the time of the report. */
export interface HandoverCase {
  caseNo: string;
  time: string;
  knownAt: string;
  port: string;
  route: string;
  category: string;
  substance: string | null;
  grams: number | null;
  amountKrw: number | null;
  status: 'provisional' | 'confirmed';
}

/** A correction of a seizure that became known in the period. */
export interface HandoverCorrection {
  knownAt: string;
  caseNo: string;
  port: string;
  route: string;
  /** Names of the fields that it changes. */
  changes: string[];
  retracted: boolean;
}

export interface HandoverReport {
  realm: string;
  simulated: boolean;
  scope: string;
  /** Included, and excluded. */
  from: string;
  to: string;
  /** What waits and which leads are open is of this moment. */
  madeAt: string;
  alarms: HandoverAlarm[];
  tasks: HandoverTask[];
  cases: HandoverCase[];
  corrections: HandoverCorrection[];
  waiting: { port: string; route: string; flagged: number; again: number; oldestSince: string | null }[];
  leads: (Placed & {
    leadNo: string;
    partner: string;
    kind: string;
    since: string;
    conveyance: string | null;
  })[];
  /** Of the period, and of the same hours a day before, as known at the time of the report. */
  figures: { route: string; period: Figures; dayBefore: Figures }[];
}

/** A report that was signed: the hash is of all of it. */
export interface SignedReport extends HandoverReport {
  signedById: number;
  signedBy: string;
  signedAt: string;
  note: string | null;
  /** Where the audit log ended: nothing before it can be changed unseen. */
  audit: AuditHead | null;
}

const realm = Type.Optional(Type.String({ maxLength: 40 }));
const scope = Type.Optional(
  Type.String({ maxLength: 80, description: 'headquarters (default), house:, port:, route:' }),
);
const from = Type.String({ maxLength: 40, description: 'Instant with offset, included: a whole minute' });
const to = Type.String({
  maxLength: 40,
  description: 'Instant with offset, excluded: a whole minute, not in the future',
});

export const DraftQuery = Type.Object({ realm, scope, from, to }, closed);
export type DraftQuery = Static<typeof DraftQuery>;
export const SignBody = Type.Object(
  { scope, from, to, note: Type.Optional(text(2_000, 'What the figures do not say, in one paragraph')) },
  closed,
);
export type SignBody = Static<typeof SignBody>;
export const HandoverQuery = Type.Object(
  { realm, before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before' })) },
  closed,
);
export type HandoverQuery = Static<typeof HandoverQuery>;

const nullableText = Type.Union([Type.String(), Type.Null()]);
export const HandoverLine = Type.Object({
  id: Type.Integer(),
  scope: Type.String(),
  from: Type.String(),
  to: Type.String(),
  signedById: Type.Integer(),
  signedBy: Type.String(),
  signedAt: Type.String(),
  sha256: Type.String(),
  receivedBy: nullableText,
  receivedAt: nullableText,
});
export type HandoverLine = Static<typeof HandoverLine>;
export const HandoverList = Type.Object({
  handovers: Type.Array(HandoverLine),
  next: Type.Union([Type.Integer(), Type.Null()]),
});
export type HandoverList = Static<typeof HandoverList>;

/** One as it was signed. `intact`: its text still makes its hash. */
export type Handover = HandoverLine & { intact: boolean; report: SignedReport };
