import type { UrgentAlarm } from '../../../server/contract/socket.ts';

/** Alarms of the real border that break through to a drill or a replay, the newest first; of all links together. */
export class Urgent {
  readonly #told = new Map<unknown, readonly UrgentAlarm[]>();
  #alarms = $state.raw<readonly UrgentAlarm[]>([]);

  /** @param link which of several links said so: each says all of its own scope */
  tell(link: unknown, alarms: readonly UrgentAlarm[]): void {
    this.#told.set(link, alarms);
    const all = new Map([...this.#told.values()].flat().map((alarm) => [alarm.id, alarm]));
    this.#alarms = [...all.values()].sort((a, b) => Date.parse(b.raisedAt) - Date.parse(a.raisedAt));
  }

  get alarms(): readonly UrgentAlarm[] {
    return this.#alarms;
  }
}
