import type { AlarmState, AlarmUnit, Priority } from '../../contract/duty-cells.ts';

/** An account, by the name that it had then. */
export interface Person {
  id: number;
  name: string;
}

/** How an alarm stands; times are milliseconds since the Unix epoch. */
export interface AlarmStanding {
  priority: Priority;
  /** After how long the clock passes it on; `null`: never. */
  escalateMs: number | null;
  state: AlarmState;
  /** Whether its condition holds. */
  holds: boolean;
  /** The figure when it was raised last; as it is while its condition holds; when that was read; the limit that it is beyond. */
  raisedValue: number | null;
  value: number | null;
  valuedAt: number;
  limit: number | null;
  /** The instant that the figure is the seconds since or until; `null`: it is no span of time. */
  instant: number | null;
  raisedAt: number;
  endedAt: number | null;
  owner: Person | null;
  acknowledged: { by: Person; at: number } | null;
  shelf: { by: Person; until: number; reason: string } | null;
  escalations: number;
  /** When the clock passes it on, unless somebody does something before. */
  escalateAt: number | null;
}

/** Where a condition is, and which one there; together with its rule that is its identity. */
export interface AlarmPlace {
  rule: string;
  port: string | null;
  route: string | null;
  subject: string | null;
}

export interface AlarmRecord extends AlarmPlace, AlarmStanding {
  id: number;
  title: { ko: string; en: string };
  action: { ko: string; en: string };
  /** Kind of the cells whose figure the rule watches. */
  figure: string;
  /** Of value and limit; `null`: a plain number, or none. */
  unit: AlarmUnit | null;
  firstRaisedAt: number;
}

/** A row of {@link ALARM_COLUMNS}. */
export interface AlarmRow extends AlarmPlace {
  id: number;
  title_ko: string;
  title_en: string;
  action_ko: string;
  action_en: string;
  priority: Priority;
  figure: string | null;
  unit: AlarmUnit | null;
  raised_value: number | null;
  value: number | null;
  valued_at: Date;
  instant: Date | null;
  limit_value: number | null;
  state: AlarmState;
  holds: boolean;
  first_raised_at: Date;
  raised_at: Date;
  ended_at: Date | null;
  owner: number | null;
  owner_name: string | null;
  acknowledged_at: Date | null;
  acknowledged_by: number | null;
  acknowledged_name: string | null;
  shelved_until: Date | null;
  shelved_by: number | null;
  shelved_name: string | null;
  shelved_reason: string | null;
  escalations: number;
  escalate_at: Date | null;
  escalate_seconds: number | null;
}

/** Of `alarm a JOIN alarm_rule r ON r.name = a.rule`. */
export const ALARM_COLUMNS = `a.*, r.title_ko, r.title_en, r.action_ko, r.action_en, r.priority, r.escalate_seconds,
  r.watch ->> 'cells' AS figure, coalesce(r.watch ->> 'unit', r.watch ->> 'as') AS unit`;

export function alarmOf(row: AlarmRow): AlarmRecord {
  const at = (date: Date | null) => date?.getTime() ?? null;
  const acknowledgedBy = personOf(row.acknowledged_by, row.acknowledged_name);
  const shelvedBy = personOf(row.shelved_by, row.shelved_name);
  return {
    id: row.id,
    rule: row.rule,
    port: row.port,
    route: row.route,
    subject: row.subject,
    title: { ko: row.title_ko, en: row.title_en },
    action: { ko: row.action_ko, en: row.action_en },
    priority: row.priority,
    figure: row.figure ?? '',
    unit: row.unit,
    escalateMs: row.escalate_seconds === null ? null : row.escalate_seconds * 1_000,
    state: row.state,
    holds: row.holds,
    raisedValue: row.raised_value,
    value: row.value,
    valuedAt: row.valued_at.getTime(),
    limit: row.limit_value,
    instant: at(row.instant),
    firstRaisedAt: row.first_raised_at.getTime(),
    raisedAt: row.raised_at.getTime(),
    endedAt: at(row.ended_at),
    owner: personOf(row.owner, row.owner_name),
    acknowledged:
      acknowledgedBy === null || row.acknowledged_at === null
        ? null
        : { by: acknowledgedBy, at: row.acknowledged_at.getTime() },
    shelf:
      shelvedBy === null || row.shelved_until === null
        ? null
        : { by: shelvedBy, until: row.shelved_until.getTime(), reason: row.shelved_reason ?? '' },
    escalations: row.escalations,
    escalateAt: at(row.escalate_at),
  };
}

export function personOf(id: number | null, name: string | null): Person | null {
  return id === null ? null : { id, name: name ?? '' };
}
