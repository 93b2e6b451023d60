import { ALARM_KEPT_MS } from '../../../../server/contract/duty-cells.ts';
import type { PlacedAlarm } from '../../state/alarm-cells.ts';

/** More alarms than this in ten minutes are more than one person can deal with one by one (ISA-18.2, EEMUA 191). */
const BEGINS_ABOVE = 10;
const ENDS_BELOW = 5;

/** Whether a desk is flooded. It begins above ten raised in ten minutes and ends below five, so that it does not flicker. */
export class Flood {
  #active = false;
  #lately = 0;

  get active(): boolean {
    return this.#active;
  }

  /** How many were raised in the last ten minutes. */
  get lately(): number {
    return this.#lately;
  }

  /**
   * @param raisedAt when each was raised, in milliseconds since the Unix epoch, also of those that have ended
   * @param now of the server's clock
   */
  look(raisedAt: readonly number[], now: number): boolean {
    this.#lately = raisedAt.filter((at) => now - at < ALARM_KEPT_MS).length;
    if (this.#lately > BEGINS_ABOVE) this.#active = true;
    else if (this.#lately < ENDS_BELOW) this.#active = false;
    return this.#active;
  }
}

/** One row of the list: an alarm, or in a flood several of one rule. */
export type Row<A extends PlacedAlarm> = { alarm: A } | { rule: string; alarms: A[] };

/** Alarms of one rule become one row, at the place of the first of them; critical ones never do. */
export function grouped<A extends PlacedAlarm>(alarms: readonly A[]): Row<A>[] {
  const groups = new Map<string, A[]>();
  const rows: Row<A>[] = [];
  for (const alarm of alarms) {
    if (alarm.priority === 'critical') {
      rows.push({ alarm });
      continue;
    }
    const key = `${alarm.priority} ${alarm.rule}`;
    const group = groups.get(key);
    if (group) {
      group.push(alarm);
      continue;
    }
    const first = [alarm];
    groups.set(key, first);
    rows.push({ rule: key, alarms: first });
  }
  return rows.map((row) => {
    const only = 'alarms' in row && row.alarms.length === 1 ? row.alarms[0] : undefined;
    return only ? { alarm: only } : row;
  });
}
