import { ALARM_VALUE_MS } from '../contract/duty-cells.ts';
import type { AlarmPlace, AlarmRecord } from '../db/queries/alarm-rows.ts';
import type { AlarmValue } from '../db/queries/alarm-writes.ts';
import { placeOf, type Condition, type Judgement } from './evaluate.ts';
import type { Deed } from './life-cycle.ts';

/** Since when the board says otherwise than the alarms do: what waits for its delay. */
export interface Pending extends AlarmPlace {
  since: number;
}

/** What is to be written. */
export interface Plan {
  raise: Condition[];
  deeds: { alarmId: number; deed: Extract<Deed, { do: 'hold' | 'calm' | 'clock' }> }[];
  /** Figures of alarms that hold, where they have changed. */
  values: AlarmValue[];
  /** Waits from now on. */
  wait: Pending[];
  /** Waits no more. */
  settle: AlarmPlace[];
}

interface Delays {
  forSeconds: number;
  clearSeconds: number;
}

/**
 * What follows from the board and the clock for the alarms that are open. Pure. A condition becomes an alarm, and an alarm's
 * condition is over, when the board has said so for as long as the rule's delay.
 * @param open alarms that have not ended
 */
export function planOf(
  { conditions, inPart, judged }: Judgement,
  rules: ReadonlyMap<string, Delays>,
  open: readonly AlarmRecord[],
  pending: readonly Pending[],
  now: number,
): Plan {
  const plan: Plan = { raise: [], deeds: [], values: [], wait: [], settle: [] };
  const holding = new Map(conditions.map((condition) => [placeOf(condition), condition]));
  const alarms = new Map(open.map((alarm) => [placeOf(alarm), alarm]));
  const waiting = new Map(pending.map((each) => [placeOf(each), each]));

  for (const key of new Set([...holding.keys(), ...alarms.keys(), ...waiting.keys()])) {
    const condition = holding.get(key);
    const alarm = alarms.get(key);
    const waits = waiting.get(key);
    const place = condition ?? alarm ?? waits;
    const delays = place && rules.get(place.rule);
    if (place === undefined || delays === undefined || !judged.has(place.rule)) continue;
    const held = alarm?.holds === true;
    if (alarm !== undefined && held && condition !== undefined && isNews(alarm, condition, now)) {
      const { instant, limit, value } = condition;
      plan.values.push({ alarmId: alarm.id, value, limit, instant });
    }
    // Within the dead band everything stays as it is, and so does what may only have gone from a list that is not whole.
    const holds = condition === undefined ? held && inPart.has(place.rule) : condition.firm || held;
    if (holds === held) {
      if (waits !== undefined) plan.settle.push(waits);
      continue;
    }
    const delayMs = (holds ? delays.forSeconds : delays.clearSeconds) * 1_000;
    const since = Math.min(waits?.since ?? now, now);
    if (now - since < delayMs) {
      if (waits?.since !== since) plan.wait.push({ ...identity(place), since });
      continue;
    }
    if (waits !== undefined) plan.settle.push(waits);
    if (alarm === undefined) {
      if (condition !== undefined) plan.raise.push(condition);
    } else if (condition !== undefined && holds) {
      const { instant, limit, value } = condition;
      plan.deeds.push({ alarmId: alarm.id, deed: { do: 'hold', limit, value, instant } });
    } else {
      plan.deeds.push({ alarmId: alarm.id, deed: { do: 'calm' } });
    }
  }
  for (const { escalateAt, id, shelf } of open) {
    const due = Math.min(shelf?.until ?? Infinity, escalateAt ?? Infinity) <= now;
    if (due) plan.deeds.push({ alarmId: id, deed: { do: 'clock' } });
  }
  return plan;
}

/** Whether the figure of an alarm is otherwise than it says. One that follows from an instant goes on by the clock. */
function isNews(alarm: AlarmRecord, { instant, limit, value }: Condition, now: number): boolean {
  if (instant !== alarm.instant || limit !== alarm.limit) return true;
  return instant === null && value !== alarm.value && now - alarm.valuedAt >= ALARM_VALUE_MS;
}

export function isEmpty({ deeds, raise, settle, values, wait }: Plan): boolean {
  return deeds.length + raise.length + settle.length + values.length + wait.length === 0;
}

function identity({ port, route, rule, subject }: AlarmPlace): AlarmPlace {
  return { port, route, rule, subject };
}
