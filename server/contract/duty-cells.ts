/** Cells of alarms and tasks. Alarm states follow ISA-18.2; times are ISO 8601, UTC. */

/** Critical: at once; high: within minutes; low: within the shift. About 5, 15 and 80 of a hundred. */
export const PRIORITIES = ['critical', 'high', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/**
 * - `unacknowledged`: its condition holds and nobody has seen it
 * - `acknowledged`: it holds and somebody has
 * - `returned`: it no longer holds, but nobody has seen that it did
 * - `shelved`: put aside for a time; comes back unacknowledged if it still holds then
 * - `ended`: no longer holds, and was seen
 */
export type AlarmState = 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'ended';

/**
 * Of the figure of an alarm and its limit. `age` and `until` are seconds since and until an instant; `seconds` a length of time;
 * `share` a part of one; the others count what they name.
 */
export const ALARM_UNITS = [
  'age',
  'until',
  'seconds',
  'share',
  'grams',
  'usd',
  'units',
  'items',
  'items-per-hour',
  'arrivals',
  'cases',
  'leads',
  'ports',
  'stations',
  'seats',
  'inspections',
  'rows',
] as const;
export type AlarmUnit = (typeof ALARM_UNITS)[number];

/** `alarm|PORT|ROUTE|ID`: an alarm that is open, or ended within {@link ALARM_KEPT_MS}. Names nobody: it hangs on walls. */
export interface AlarmCell {
  id: number;
  /** Name of its rule, its title and what must be done about it. */
  rule: string;
  title: { ko: string; en: string };
  action: { ko: string; en: string };
  priority: Priority;
  /** Which one at its place: a station, a flight, a case number, a feed; `null` where the place says it all. */
  subject: string | null;
  /** Kind of the cells whose figure the rule watches. */
  figure: string;
  /**
   * The figure when it was raised last, and as it is while its condition holds (at most {@link ALARM_VALUE_MS} old; of `age` and
   * `until` when its instant changed last, and it goes on by the clock, see {@link alarmValueAt}); the limit that it is beyond.
   * `null` where there is none to compare.
   */
  raisedValue: number | null;
  value: number | null;
  limit: number | null;
  unit: AlarmUnit | null;
  /** The instant that the figure is the seconds since or until; `null`: it is no span of time. */
  instant: string | null;
  state: AlarmState;
  /** When its condition began to hold, this time. */
  raisedAt: string;
  /** When it ended; `null` while it is open. */
  endedAt: string | null;
  /** Whether somebody has taken it. */
  owned: boolean;
  /** How many times the clock has passed it on: 0 until then. */
  escalations: number;
}

/** `alarm-hands|PORT|ROUTE|ID`: whose hands an alarm is in. For desks. */
export interface AlarmHandsCell {
  id: number;
  ownerId: number | null;
  ownerName: string | null;
  acknowledgedBy: string | null;
  acknowledgedAt: string | null;
  shelvedUntil: string | null;
  shelvedBy: string | null;
  shelvedReason: string | null;
}

export const TASK_KINDS = ['team-to-gate', 'investigation', 'recall-siblings', 'open-lane', 'other'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];
export type TaskState = 'open' | 'accepted' | 'done' | 'cancelled';

/** `task|PORT|ROUTE|ID`: a task that is open, or was closed within {@link ALARM_KEPT_MS}. For desks. */
export interface TaskCell {
  id: number;
  kind: TaskKind;
  title: string;
  /** Flight, case, item or station that it is about. */
  subject: string | null;
  alarmId: number | null;
  state: TaskState;
  ownerId: number | null;
  ownerName: string | null;
  createdAt: string;
  deadline: string;
  closedAt: string | null;
  /** Newest first. */
  remarks: { at: string; by: string; text: string }[];
}

/** A flood is counted over this long, and what ended stays in sight as long, in milliseconds. */
export const ALARM_KEPT_MS = 600_000;
/** The value of an alarm whose figure changes is written this often, in milliseconds: each is kept for replays. */
export const ALARM_VALUE_MS = 10_000;

/**
 * The figure of an alarm now, in its unit.
 * @param now the realm's clock, milliseconds since the Unix epoch
 */
export function alarmValueAt(
  { instant, state, unit, value }: Pick<AlarmCell, 'instant' | 'state' | 'unit' | 'value'>,
  now: number,
): number | null {
  if (instant === null || state === 'returned' || state === 'ended') return value;
  return ((unit === 'until' ? -1 : 1) * (now - Date.parse(instant))) / 1_000;
}
